// A round: what was decided and why, what is left, who got how much; and what is done with it next.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { date, day, number } from '../shared/format';
import { words } from '../shared/lang';
import { useLoaded } from '../shared/loaded';
import { Tag } from '../shared/notice';
import { link } from '../shared/route';
import { tell } from '../shared/toast';
import { may } from '../station/account';
import { Waiting } from './loading';
import { ours } from './own';
import { Approve, Cancel, Edit, Ship } from './round_dialogs';
import { RoundForm } from './round_form';
import { Shares } from './round_shares';
import { Bars } from './share_bars';
import { figureName, roundState, roundTag } from './text';
import type { RoundWhole, Share } from './types';

const w = words({
	back: ['Mọi đợt phân bổ', 'All rounds'],
	made: ['{by} lập ngày {on}', 'Made by {by} on {on}'],
	approvedBy: ['{by} duyệt ngày {on}', 'Approved by {by} on {on}'],
	somebody: ['Hệ thống', 'The system'],
	basis: ['Chia theo {list}; theo gói {pack} liều{deduct}.', 'Divided by {list}; in packs of {pack} doses{deduct}.'],
	deducted: ['; đã trừ số liều còn trong kho của nơi nhận', '; what receivers had on hand is deducted'],
	why: ['Lý do: {why}', 'Reason: {why}'],
	all: ['Đã chia hết {doses} liều cho {n} nơi.', 'All {doses} doses are divided among {n} receivers.'],
	left: ['Đã chia {decided} trong {doses} liều cho {n} nơi; còn {left} liều chưa vào phần nào.', '{decided} of {doses} doses are divided among {n} receivers; {left} are in no share.'],
	doses: ['Số liều của đợt', 'Doses of the round'],
	decided: ['Đã quyết định', 'Decided'],
	leftShort: ['Chưa chia', 'In no share'],
	shipped: ['Đã xuất', 'Shipped'],
	received: ['Đã nhận', 'Received'],
	used: ['Đã tiêm từ khi nhận', 'Given since receipt'],
	next: ['Việc tiếp theo', 'What comes next'],
	nextDraft: ['Xem các phần dưới đây, sửa nếu cần (mỗi lần sửa có lý do), rồi duyệt. Sau khi duyệt không sửa được nữa.', 'Look at the shares below, correct them where needed (each with its reason), then approve. Afterwards they cannot be changed.'],
	nextApproved: ['Xuất kho cho từng nơi hoặc tất cả: hệ thống lập phiếu gửi từ kho của đơn vị, lô hết hạn trước đi trước.', 'Ship to one receiver or to all: shipments are made from the unit’s own store, lots that expire first go first.'],
	nextShipped: ['Mọi phần đã rời kho. Theo dõi nơi nhận ở bảng dưới đây.', 'All shares have left. The table below tells what became of them.'],
	nextCancelled: ['Đợt này đã bị hủy; không liều nào rời kho.', 'This round was cancelled; no dose has left.'],
	approve: ['Duyệt', 'Approve'],
	change: ['Sửa và tính lại', 'Change and compute anew'],
	cancel: ['Hủy đợt', 'Cancel the round'],
	shipAll: ['Xuất tất cả ({n} nơi)', 'Ship all ({n} receivers)'],
	shipping: ['Đang lập {n} phiếu xuất…', 'Making {n} shipments…'],
	shipped1: ['Đã xuất kho: {n} phiếu gửi. Xem ở Hàng trên đường.', 'Shipped: {n} shipments. See On the way.'],
});

type Act = { kind: 'approve' | 'cancel' | 'shipAll' | 'change' } | { kind: 'edit' | 'ship'; share: Share };

export const toShip = (s: Share): boolean => s.doses > 0 && s.shipped < s.doses;

function basisText(r: RoundWhole): string {
	const list = Object.entries(r.basis).map(([name, weight]) => `${figureName(name).toLocaleLowerCase()} (${weight} %)`).join(', ');
	return w('basis', { list, pack: number(r.pack), deduct: r.deduct_on_hand ? w('deducted') : '' });
}

const leftText = (r: RoundWhole) => w(r.left ? 'left' : 'all', { decided: number(r.decided), doses: number(r.doses), left: number(r.left), n: r.shares.filter((s) => s.doses).length });

function Head({ r }: { r: RoundWhole }) {
	const onDay = (at: string) => date(day(new Date(at)));
	return (
		<>
			<h1 class="govuk-heading-l">{r.number}. {r.title} <Tag kind={roundTag(r.state)}>{roundState(r.state)}</Tag></h1>
			<p class="lead">{r.product_name}. {leftText(r)}</p>
			<p>{basisText(r)}</p>
			<p class="soft login__lead">{w('made', { by: r.created_by ?? w('somebody'), on: onDay(r.created_at) })}{r.approved_at && ` · ${w('approvedBy', { by: r.approved_by ?? w('somebody'), on: onDay(r.approved_at) })}`}{r.why && ` · ${w('why', { why: r.why })}`}</p>
			<dl class="numbers">
				<div><dt>{w('doses')}</dt><dd>{number(r.doses)}</dd></div>
				<div><dt>{w('decided')}</dt><dd>{number(r.decided)}</dd></div>
				{r.left !== 0 && <div class="numbers__off"><dt>{w('leftShort')}</dt><dd>{number(r.left)}</dd></div>}
				{r.state !== 'draft' && <><div><dt>{w('shipped')}</dt><dd>{number(r.shipped)}</dd></div><div><dt>{w('received')}</dt><dd>{number(r.received)}</dd></div>
					<div><dt>{w('used')}</dt><dd>{number(r.shares.reduce((n, s) => n + s.used, 0))}</dd></div></>}
			</dl>
		</>
	);
}

export function RoundPage({ id }: { id: string }) {
	const loaded = useLoaded<RoundWhole>(ours('rounds', id));
	const [newer, setNewer] = useState<RoundWhole | null>(null);
	const [act, choose] = useState<Act | null>(null);
	const shipping = useAction();
	const r = newer ?? loaded.value;
	const close = () => choose(null);
	const reload = async () => { await loaded.reload(); setNewer(null); };
	const done = (round: RoundWhole) => { setNewer(round); close(); };
	if (!r)
		return <><a class="crumb" href={link('rounds')}>{w('back')}</a><Waiting of={loaded} /></>;
	if (act?.kind === 'change')
		return <RoundForm round={r} onDone={done} reload={reload} />;
	const waiting = r.shares.filter(toShip);
	// share null: all of them. True when they have left.
	const ship = (share: Share | null, about: Record<string, string>) => shipping.run(async () => {
		const after = await post<RoundWhole>(ours('rounds', r.id, 'ship'), { version: r.version, ...(share ? { to_unit_id: share.to_unit_id } : {}), ...about });
		tell(w('shipped1', { n: after.shipments?.length ?? 0 }));
		done(after);
	});
	const draft = r.state === 'draft', mayShip = r.state === 'approved' && may('stock_write');
	return (
		<>
			<a class="crumb" href={link('rounds')}>{w('back')}</a>
			<Head r={r} />
			<section class="sheet" aria-labelledby="next">
				<h2 id="next" class="sheet__title">{w('next')}</h2>
				<p>{w(draft ? 'nextDraft' : r.state === 'approved' ? 'nextApproved' : r.state === 'shipped' ? 'nextShipped' : 'nextCancelled')}</p>
				{shipping.busy && <div role="status"><p>{w('shipping', { n: act?.kind === 'ship' ? 1 : waiting.length })}</p><progress class="progress" aria-label={w('next')} /></div>}
				<div class="buttons">
					{draft && may('allocate') && <><Button onClick={() => choose({ kind: 'approve' })}>{w('approve')}</Button><Button kind="second" onClick={() => choose({ kind: 'change' })}>{w('change')}</Button></>}
					{mayShip && waiting.length > 0 && <Button onClick={() => choose({ kind: 'shipAll' })}>{w('shipAll', { n: waiting.length })}</Button>}
					{(draft || r.state === 'approved') && r.shipped === 0 && may('allocate') && <Button kind="danger" onClick={() => choose({ kind: 'cancel' })}>{w('cancel')}</Button>}
				</div>
			</section>
			<Bars round={r} />
			<Shares round={r} onEdit={draft && may('allocate') ? (share) => choose({ kind: 'edit', share }) : null} onShip={mayShip ? (share) => choose({ kind: 'ship', share }) : null} />
			{act?.kind === 'edit' && <Edit round={r} share={r.shares.find((s) => s.to_unit_id === act.share.to_unit_id)!} onClose={close} onDone={done} reload={reload} />}
			{act?.kind === 'approve' && <Approve round={r} text={leftText(r)} onClose={close} onDone={done} reload={reload} />}
			{act?.kind === 'cancel' && <Cancel round={r} onClose={close} onDone={done} reload={reload} />}
			{(act?.kind === 'shipAll' || act?.kind === 'ship') && <Ship round={r} shares={act.kind === 'ship' ? [act.share] : waiting} action={shipping} onClose={close} reload={reload} onShip={(about) => ship(act.kind === 'ship' ? act.share : null, about)} />}
		</>
	);
}
