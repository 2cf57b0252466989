// The doses that a plan may give, by site and pool: where each number comes from, and correcting it by hand with the reason.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { ExportButtons } from '../../shared/export_buttons';
import { Choice, TextArea, TextField } from '../../shared/field';
import { number, readCount } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Tag } from '../../shared/notice';
import { allPages, PagedEnd, usePaged } from '../../shared/paged';
import { SortedTable } from '../../shared/sorted';
import { ErrorSummary } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { may } from '../../station/account';
import { ChangedMistake } from '../conflict';
import { ours } from '../own';
import { c } from '../text';
import { p } from './text';
import type { Plan, PlanStock } from './types';

const w = words({
	title: ['Vắc xin của kế hoạch', 'Doses of the plan'],
	lead: ['Số liều có trong kho, trừ liều đã hứa cho hẹn khác và lô hết hạn trước ngày cuối, chia thành hai phần: mũi 1 và mũi 2 trở đi.', 'What the store has, less doses promised to other appointments and lots that expire before the last day, in two pools: first doses and later ones.'],
	none: ['Không kho nào có liều cho kế hoạch này', 'No store has doses for this plan'],
	noneMore: ['Phân bổ vắc xin cho các điểm tiêm trước, rồi xếp lại.', 'Allocate doses to the sites first, then compute again.'],
	pool: ['Dành cho', 'Pool'],
	onHand: ['Trong kho', 'On hand'],
	promised: ['Đã hứa', 'Promised'],
	expiring: ['Hết hạn sớm', 'Expiring'],
	computed: ['Máy tính', 'Computed'],
	doses: ['Được dùng', 'May give'],
	taken: ['Đã xếp', 'Placed'],
	byHand: ['Sửa tay', 'By hand'],
	edit: ['Sửa', 'Change'],
	editOf: ['Sửa số liều: {site}, {product}, {pool}', 'Change the doses: {site}, {product}, {pool}'],
	dialog: ['{site}: {product}', '{site}: {product}'],
	how: ['Kế hoạch được dùng bao nhiêu liều?', 'How many doses may the plan give?'],
	asComputed: ['Như máy tính ({n})', 'As computed ({n})'],
	own: ['Số khác', 'Another number'],
	count: ['Số liều', 'Doses'],
	bad: ['Nhập một số từ 0 đến {n}: trong kho trừ đã hứa, cho cả hai phần.', 'Type a number, 0 to {n}: on hand less promised, for both pools.'],
	save: ['Lưu', 'Save'],
	saved: ['Đã lưu; xếp lại để thấy thay đổi', 'Saved; compute again to see what changes'],
	next: ['Sau khi lưu, bấm “Xếp lại từ đầu” để xem kết quả.', 'After saving, compute again to see the result.'],
});
const poolName = (s: PlanStock) => p(s.pool);

function EditStock({ plan, stock: s, onClose, onDone, reload }: { plan: Plan; stock: PlanStock; onClose: () => void; onDone: (plan: Plan) => void; reload: () => Promise<void> }) {
	const [how, setHow] = useState(s.by_hand ? 'own' : 'computed');
	const [text, setText] = useState(String(s.doses));
	const [why, setWhy] = useState(s.why ?? '');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const most = Math.max(0, s.on_hand - s.promised), n = readCount(text);
	const wrong = how === 'own' && (n === null || n > most) ? w('bad', { n: number(most) }) : undefined;
	const mistakes = [...(wrong ? [{ id: 'doses', text: wrong }] : []), ...(why.trim() ? [] : [{ id: 'why', text: p('needWhy') }])];
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			await action.run(async () => {
				onDone(await post<Plan>(ours('plans', plan.id, 'stock'), { version: plan.version, site_id: s.site_id, product_code: s.product_code, pool: s.pool, ...(how === 'own' ? { doses: n } : {}), why: why.trim() }));
				tell(w('saved'));
			});
	};
	return (
		<Dialog title={w('dialog', { site: s.site_name, product: s.product_name })} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<dl class="numbers numbers--small">
					<div><dt>{w('onHand')}</dt><dd>{number(s.on_hand)}</dd></div>
					<div><dt>{w('promised')}</dt><dd>{number(s.promised)}</dd></div>
					<div><dt>{w('computed')}: {poolName(s)}</dt><dd>{number(s.computed)}</dd></div>
				</dl>
				<ErrorSummary tries={tries} mistakes={mistakes} />
				<ChangedMistake what="plan" action={action} fields={['doses', 'why']} reload={reload} />
				<Choice id="how" legend={w('how')} hint={poolName(s)} value={how} onChange={setHow} options={[{ value: 'computed', text: w('asComputed', { n: number(s.computed) }) }, { value: 'own', text: w('own') }]} />
				{how === 'own' && <TextField id="doses" label={w('count')} value={text} onInput={setText} width={10} inputMode="numeric" error={(tries ? wrong : undefined) ?? action.about('doses')} />}
				<TextArea id="why" label={c('why')} value={why} onInput={setWhy} rows={2} error={(tries && !why.trim() ? p('needWhy') : undefined) ?? action.about('why')} />
				<p class="soft">{w('next')}</p>
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button><Button kind="quiet" onClick={onClose}>{p('notSent')}</Button></div>
			</form>
		</Dialog>
	);
}

export function PlanStocks({ plan, onPlan, reload }: { plan: Plan; onPlan: (plan: Plan) => void; reload: () => Promise<void> }) {
	const [chosen, choose] = useState<PlanStock | null>(null);
	const address = ours('plans', plan.id, 'stock');
	const paged = usePaged<PlanStock>(address);
	const rows = paged.items ?? [];
	const mayEdit = may('plan') && (plan.state === 'preview' || plan.state === 'draft');
	const doses = (s: PlanStock) => <span><strong>{number(s.doses)}</strong>{s.by_hand && <><br /><Tag kind="info">{w('byHand')}</Tag></>}{s.why && <><br /><span class="soft">{s.why}</span></>}</span>;
	return (
		<section aria-labelledby="plan-stock">
			<h2 id="plan-stock" class="govuk-heading-m">{w('title')}</h2>
			<p class="lead">{w('lead')}</p>
			{paged.items && !rows.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{rows.length > 0 && (
				<SortedTable<PlanStock> id="plan-stock-table" caption={w('title')} hideCaption rows={rows} rowKey={(s) => `${s.site_id} ${s.product_code} ${s.pool}`} columns={[
					{ name: p('site'), cell: (s) => s.site_name, heading: true, by: (s) => s.site_name },
					{ name: c('product'), cell: (s) => s.product_name, by: (s) => s.product_name },
					{ name: w('pool'), cell: poolName, by: (s) => s.pool },
					{ name: w('onHand'), cell: (s) => number(s.on_hand), numeric: true, by: (s) => s.on_hand },
					{ name: w('promised'), cell: (s) => number(s.promised), numeric: true, by: (s) => s.promised },
					{ name: w('expiring'), cell: (s) => number(s.expiring), numeric: true, by: (s) => s.expiring },
					{ name: w('doses'), cell: doses, numeric: true, by: (s) => s.doses },
					{ name: w('taken'), cell: (s) => number(s.taken), numeric: true, by: (s) => s.taken },
					...(mayEdit ? [{ name: c('actions'), cell: (s: PlanStock) => <Button kind="quiet" aria-haspopup="dialog" aria-label={w('editOf', { site: s.site_name, product: s.product_name, pool: poolName(s) })} onClick={() => choose(s)}>{w('edit')}</Button> }] : []),
				]} />
			)}
			<PagedEnd of={paged} />
			{rows.length > 0 && <ExportButtons file="vac-xin-ke-hoach" make={async () => ({ name: w('title'), head: [p('site'), c('product'), w('pool'), w('onHand'), w('promised'), w('expiring'), w('computed'), w('doses'), w('taken'), c('why')],
				rows: (await allPages<PlanStock>(address)).map((s) => [s.site_name, s.product_name, poolName(s), s.on_hand, s.promised, s.expiring, s.computed, s.doses, s.taken, s.why]) })} />}
			{chosen && <EditStock plan={plan} stock={chosen} onClose={() => choose(null)} onDone={(to) => { choose(null); onPlan(to); void paged.reload(); }} reload={reload} />}
		</section>
	);
}
