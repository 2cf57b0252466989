// Deciding about a round: one share by hand, approval, cancellation, shipping. What is typed stays when somebody else was faster.
import { useState } from 'preact/hooks';
import { useAction, type Action } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { TextArea, TextField } from '../shared/field';
import { number, readCount, signed } from '../shared/format';
import { words } from '../shared/lang';
import { useLoaded, type Items } from '../shared/loaded';
import { ErrorSummary } from '../shared/summary';
import { tell } from '../shared/toast';
import type { Balance } from '../shared/types';
import { usable } from '../station/stock/store';
import { RoundMistake } from './conflict';
import { ours } from './own';
import { c, figureName } from './text';
import type { RoundWhole, Share } from './types';

const w = words({
	edit: ['Sửa phần của {name}', 'Change the share of {name}'],
	computed: ['Máy tính', 'Computed'],
	decided: ['Đang quyết định', 'Decided at present'],
	spare: ['Chưa vào phần nào', 'In no share'],
	doses: ['Số liều', 'Doses'],
	dosesHint: ['Theo gói {pack} liều; nhiều nhất {most}', 'In packs of {pack}; {most} at most'],
	needDoses: ['Nhập số liều từ 0 đến {most}.', 'Type the doses, 0 to {most}.'],
	whole: ['{n} liều không chia hết cho gói {pack} liều.', '{n} doses are no whole number of packs of {pack}.'],
	over: ['Chỉ còn {most} liều cho nơi này (phần hiện tại và số chưa chia). Giảm phần của nơi khác trước.', 'Only {most} doses can be given here (its share and what is in none). Reduce another share first.'],
	use: ['Dùng {n}', 'Use {n}'],
	needWhy: ['Ghi lý do, dù ngắn.', 'Give the reason, however short.'],
	change: ['So với máy tính: {n}', 'Against the computed share: {n}'],
	save: ['Ghi phần này', 'Save the share'],
	saved: ['Phần của {name}: {n} liều', 'Share of {name}: {n} doses'],
	approve: ['Duyệt đợt {n}', 'Approve round {n}'],
	approveButton: ['Duyệt', 'Approve'],
	approveLead: ['Sau khi duyệt không sửa được nữa; nơi nhận thấy phần của mình ngay.', 'It cannot be changed afterwards; receivers see their shares at once.'],
	whyLess: ['Vì sao còn {n} liều không chia?', 'Why are {n} doses left?'],
	whyLessHint: ['Ví dụ: giữ làm dự phòng của Bộ', 'For example: kept as a reserve'],
	approved: ['Đã duyệt đợt {n}', 'Round {n} is approved'],
	cancel: ['Hủy đợt {n}', 'Cancel round {n}'],
	cancelLead: ['Đợt bị hủy vẫn còn trong danh sách cùng lý do. Chưa liều nào rời kho.', 'A cancelled round stays in the list with its reason. No dose has left.'],
	cancelled: ['Đã hủy đợt {n}', 'Round {n} is cancelled'],
	ship: ['Xuất kho cho {name}', 'Ship to {name}'],
	shipAll: ['Xuất kho cho {n} nơi', 'Ship to {n} receivers'],
	shipLead: ['{doses} liều {product} rời kho của đơn vị; kho đang có {there} liều dùng được. Được tất cả hoặc không gì cả.', '{doses} doses of {product} leave the unit’s own store, which has {there} usable doses. All of it or nothing.'],
	shortLead: ['Kho của đơn vị chỉ có {there} liều dùng được, thiếu {n} liều. Xuất từng nơi, hoặc nhập thêm trước.', 'The unit’s own store has only {there} usable doses, {n} too few. Ship to one after the other, or receive more first.'],
	carrier: ['Người chở', 'Carrier'],
	vehicle: ['Biển số xe', 'Vehicle'],
	note: ['Ghi chú', 'Note'],
	shipButton: ['Xuất kho', 'Ship'],
	working: ['Đang lập phiếu xuất; có thể mất vài giây…', 'Making the shipments; this may take some seconds…'],
	figures: ['Số liệu khi tính', 'Figures when it was computed'],
});

interface Deciding { round: RoundWhole; onClose: () => void; onDone: (round: RoundWhole) => void; reload: () => Promise<void> }

export function Edit({ round: r, share, onClose, onDone, reload }: Deciding & { share: Share }) {
	const [doses, setDoses] = useState(String(share.doses));
	const [why, setWhy] = useState(share.why ?? '');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const n = readCount(doses), most = share.doses + r.left;
	const odd = n !== null && n % r.pack !== 0;
	const wrong = n === null ? w('needDoses', { most: number(most) }) : n > most ? w('over', { most: number(most) }) : odd ? w('whole', { n: number(n), pack: number(r.pack) }) : undefined;
	const mistakes = [...(wrong ? [{ id: 'share', text: wrong }] : []), ...(why.trim() ? [] : [{ id: 'why', text: w('needWhy') }])];
	const below = odd ? Math.floor(n! / r.pack) * r.pack : 0;
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			await action.run(async () => {
				const after = await post<RoundWhole>(ours('rounds', r.id, 'shares', share.to_unit_id), { version: r.version, doses: n, why: why.trim() });
				tell(w('saved', { name: share.to_unit_name, n: number(n!) }));
				onDone(after);
			});
	};
	return (
		<Dialog title={w('edit', { name: share.to_unit_name })} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<dl class="numbers numbers--small">
					<div><dt>{w('computed')}</dt><dd>{number(share.computed)}</dd></div>
					<div><dt>{w('decided')}</dt><dd>{number(share.doses)}</dd></div>
					<div><dt>{w('spare')}</dt><dd>{number(r.left)}</dd></div>
				</dl>
				<p class="soft login__lead">{w('figures')}: {Object.entries(share.figures).map(([name, value]) => `${figureName(name)} ${number(value)}`).join('; ')}</p>
				<ErrorSummary tries={tries} mistakes={mistakes} />
				<RoundMistake action={action} fields={['doses', 'why']} reload={reload} />
				<TextField id="share" label={w('doses')} hint={w('dosesHint', { pack: number(r.pack), most: number(most) })} value={doses} onInput={setDoses} width={10} inputMode="numeric" error={(n !== null || tries ? wrong : undefined) ?? action.about('doses')} />
				{odd && <p class="chips">{[below, below + r.pack].filter((x) => x <= most).map((x) => <button key={x} type="button" class="chip" onClick={() => setDoses(String(x))}>{w('use', { n: number(x) })}</button>)}</p>}
				{n !== null && n !== share.computed && <p role="status" class="soft">{w('change', { n: signed(n - share.computed) })}</p>}
				<TextArea id="why" label={c('why')} value={why} onInput={setWhy} rows={2} error={(tries && !why.trim() ? w('needWhy') : undefined) ?? action.about('why')} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button></div>
			</form>
		</Dialog>
	);
}

function Decision({ round: r, what, title, lead, label, hint, button, danger, needed, told, onClose, onDone, reload }: Deciding & {
	what: 'approve' | 'cancel'; title: string; lead: string; label: string | null; hint?: string; button: string; danger?: boolean; needed: boolean; told: string;
}) {
	const [why, setWhy] = useState('');
	const [tried, setTried] = useState(false);
	const action = useAction();
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (!needed || why.trim())
			await action.run(async () => {
				const after = await post<RoundWhole>(ours('rounds', r.id, what), { version: r.version, ...(why.trim() ? { why: why.trim() } : {}) });
				tell(told);
				onDone(after);
			});
	};
	return (
		<Dialog title={title} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<p class="login__lead">{lead}</p>
				<RoundMistake action={action} fields={label ? ['why'] : []} reload={reload} />
				{label && <TextArea id="why" label={label} {...(hint ? { hint } : {})} value={why} onInput={setWhy} rows={2} error={(tried && needed && !why.trim() ? w('needWhy') : undefined) ?? action.about('why')} />}
				<div class="buttons"><Button type="submit" data-first kind={danger ? 'danger' : 'main'} busy={action.busy}>{button}</Button></div>
			</form>
		</Dialog>
	);
}

export const Approve = ({ text, ...rest }: Deciding & { text: string }) => (
	<Decision {...rest} what="approve" title={w('approve', { n: rest.round.number })} lead={`${text} ${w('approveLead')}`} label={rest.round.left ? w('whyLess', { n: number(rest.round.left) }) : null} hint={w('whyLessHint')}
		button={w('approveButton')} needed={rest.round.left > 0} told={w('approved', { n: rest.round.number })} />
);

export const Cancel = (props: Deciding) => (
	<Decision {...props} what="cancel" title={w('cancel', { n: props.round.number })} lead={w('cancelLead')} label={c('why')} button={w('cancel', { n: props.round.number })} danger needed told={w('cancelled', { n: props.round.number })} />
);

export function Ship({ round: r, shares, action, onClose, onShip, reload }: {
	round: RoundWhole; shares: Share[]; action: Action; onClose: () => void; onShip: (about: Record<string, string>) => Promise<boolean>; reload: () => Promise<void>;
}) {
	const [carrier, setCarrier] = useState('');
	const [vehicle, setVehicle] = useState('');
	const [note, setNote] = useState('');
	const own = useLoaded<Items<Balance>>(ours('lots'));
	const there = own.value?.items.filter((l) => l.product_code === r.product_code && usable(l)).reduce((n, l) => n + l.doses, 0) ?? null;
	const wanted = shares.reduce((n, s) => n + s.doses - s.shipped, 0);
	const send = (e: Event) => {
		e.preventDefault();
		void onShip(Object.fromEntries(Object.entries({ carrier, vehicle, note }).map(([k, v]) => [k, v.trim()]).filter(([, v]) => v)));
	};
	return (
		<Dialog title={shares.length === 1 ? w('ship', { name: shares[0]!.to_unit_name }) : w('shipAll', { n: shares.length })} onClose={() => { action.clear(); onClose(); }}>
			<form onSubmit={send} noValidate>
				<p class="login__lead">{w('shipLead', { doses: number(wanted), product: r.product_name, there: there === null ? '…' : number(there) })}</p>
				{there !== null && there < wanted && <p class="off login__lead">▲ {w('shortLead', { there: number(there), n: number(wanted - there) })}</p>}
				<RoundMistake action={action} reload={reload} />
				<div class="pair">
					<TextField id="carrier" label={w('carrier')} hint={c('optional')} value={carrier} onInput={setCarrier} error={action.about('carrier')} />
					<TextField id="vehicle" label={w('vehicle')} hint={c('optional')} value={vehicle} onInput={setVehicle} error={action.about('vehicle')} />
				</div>
				<TextArea id="note" label={w('note')} hint={c('optional')} value={note} onInput={setNote} rows={2} error={action.about('note')} />
				{action.busy && <div role="status"><p>{w('working')}</p><progress class="progress" aria-label={w('shipButton')} /></div>}
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('shipButton')}</Button></div>
			</form>
		</Dialog>
	);
}
