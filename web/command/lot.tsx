// One lot: its state and what is decided about it, where it is, how it got there, who received it.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { get } from '../shared/api';
import { Button } from '../shared/button';
import { ExportButtons } from '../shared/export_buttons';
import { date, number } from '../shared/format';
import { words } from '../shared/lang';
import { useLoaded, type Items } from '../shared/loaded';
import { Empty, Notice } from '../shared/notice';
import { link } from '../shared/route';
import { SortedTable } from '../shared/sorted';
import { MistakeBox } from '../shared/summary';
import type { Holder } from '../shared/types';
import { may } from '../station/account';
import { daysText, usable } from '../station/stock/store';
import { levelName } from '../station/terms';
import { Waiting } from './loading';
import { LotActs } from './lot_acts';
import { Received } from './lot_people';
import { LotTag } from './lots';
import { ours, useLotsBelow } from './own';
import { c } from './text';
import { Trace } from './trace_picture';
import type { Step } from './types';

const w = words({
	back: ['Mọi lô', 'All lots'],
	title: ['Lô {number}', 'Lot {number}'],
	stopped: ['Lý do: {why}', 'Reason: {why}'],
	figures: ['Trong mọi kho của đơn vị và cấp dưới', 'In all stores of the unit'],
	unbackedNote: ['{n} liều của lô này đã được ghi là tiêm ở kho chưa từng nhận: thiếu phiếu nhập hoặc ghi nhầm lô. Xem cột “Tiêm chưa có phiếu” dưới đây để biết ở đâu.',
		'{n} doses of this lot are recorded as given at stores that never had them: a missing receipt or a wrong lot. The column “Given without receipt” below tells where.'],
	stores: ['Kho nào có lô này', 'Which stores have it'],
	noStores: ['Chưa kho nào trong phạm vi của đơn vị có lô này', 'No store of the unit has or had this lot'],
	more: ['Hiện thêm kho', 'Show more stores'],
	storesSay: ['{n} kho đang có hoặc từng có lô này.', '{n} stores have or had this lot.'],
	storesFirst: ['{n} kho đầu; còn nữa.', 'The first {n} stores; there are more.'],
	level: ['Cấp', 'Level'],
	openStore: ['Xem đường đi', 'See its way'],
	openOf: ['Xem đường đi từ {name}', 'See the way from {name}'],
	levelsOf: ['{name}: tồn kho theo ngày', '{name}: stock over time'],
});

function Stores({ id, fine, onOpen }: { id: string; fine: boolean; onOpen: (unitId: string) => void }) {
	const first = useLoaded<Items<Holder>>(ours('lots', id, 'stores'));
	const [further, setFurther] = useState<Items<Holder> | null>(null);
	const action = useAction();
	const rows = [...(first.value?.items ?? []), ...(further?.items ?? [])];
	const next = further ? further.next : first.value?.next;
	const page = async (after: string) => get<Items<Holder>>(`${ours('lots', id, 'stores')}?${new URLSearchParams({ after_id: after })}`);
	const more = () => action.run(async () => {
		const answer = await page(next!);
		setFurther({ items: [...(further?.items ?? []), ...answer.items], next: answer.next ?? null });
	});
	// all of them, whatever is shown
	const every = async () => {
		const all = [...rows];
		for (let after = next; after;) {
			const answer = await page(after);
			all.push(...answer.items);
			after = answer.next;
		}
		return all;
	};
	const there = c(fine ? 'usable' : 'inStore');
	const cells = (h: Holder) => [h.unit_name, levelName(h.level), h.doses, h.held, h.transit, h.used, h.unbacked];
	const head = () => [c('unit'), w('level'), there, c('held'), c('transit'), c('used'), c('unbacked')];
	return (
		<section class="section" aria-labelledby="stores">
			<h2 id="stores" class="govuk-heading-m">{w('stores')}</h2>
			<Waiting of={first} />
			{first.value && !rows.length && <Empty title={w('noStores')} />}
			{rows.length > 0 && (
				<>
					<p class="soft">{w(next ? 'storesFirst' : 'storesSay', { n: number(rows.length) })}</p>
					<SortedTable<Holder> id="stores" caption={w('stores')} hideCaption rows={rows} rowKey={(h) => h.unit_id} first={there} firstDown columns={[
						{ name: c('unit'), cell: (h) => <span><a class="row-link" href={link('levels', h.unit_id)} aria-label={w('levelsOf', { name: h.unit_name })}>{h.unit_name}</a><br /><span class="soft">{levelName(h.level)}</span></span>, heading: true, by: (h) => h.unit_name },
						{ name: there, cell: (h) => number(h.doses), numeric: true, by: (h) => h.doses },
						{ name: c('held'), cell: (h) => number(h.held), numeric: true, by: (h) => h.held },
						{ name: c('transit'), cell: (h) => number(h.transit), numeric: true, by: (h) => h.transit },
						{ name: c('used'), cell: (h) => number(h.used), numeric: true, by: (h) => h.used },
						...(rows.some((h) => h.unbacked) ? [{ name: c('unbacked'), cell: (h: Holder) => (h.unbacked ? <strong class="off">▲ {number(h.unbacked)}</strong> : '0'), numeric: true, by: (h: Holder) => h.unbacked }] : []),
						{ name: c('actions'), cell: (h) => <Button kind="quiet" aria-label={w('openOf', { name: h.unit_name })} onClick={() => onOpen(h.unit_id)}>{w('openStore')}</Button> },
					]} />
					<MistakeBox mistake={action.mistake} />
					<div class="below-table">
						{next && <Button kind="second" busy={action.busy} onClick={() => void more()}>{w('more')}</Button>}
						<ExportButtons file="kho-co-lo" make={async () => ({ name: w('stores'), head: head(), rows: (await every()).map(cells) })} />
					</div>
				</>
			)}
		</section>
	);
}

export function LotPage({ id }: { id: string }) {
	const step = useLoaded<Step>(ours('lots', id, 'trace'));
	const below = useLotsBelow();
	const [opened, open] = useState<string | null>(null);
	const own = step.value?.lot;
	const all = below.value?.items.find((l) => l.lot_id === id);
	const reload = async () => { await Promise.all([step.reload(), below.reload()]); };
	const show = (unitId: string) => {
		open(unitId);
		document.getElementById('trace')?.scrollIntoView();
	};
	return (
		<>
			<a class="crumb" href={link('lots')}>{w('back')}</a>
			<Waiting of={step} />
			{own && step.value && (
				<>
					<div class="title-row">
						<h1 class="govuk-heading-l">{w('title', { number: own.number })} <LotTag lot={own} /></h1>
						<LotActs lot={own} onDone={reload} />
					</div>
					<p class="lead">{own.product_name} · {c('expires')} <strong>{date(own.expires_on)}</strong> ({daysText(own.expires_on)})</p>
					{own.state !== 'active' && own.why && <Notice kind="stop">{w('stopped', { why: own.why })}</Notice>}
					{below.value && (
						<>
							<p class="soft">{w('figures')}</p>
							<dl class="numbers">
								{(['usable', 'held', 'transit', 'used', 'unbacked'] as const).map((k) => <div key={k}><dt>{c(k === 'usable' && !usable(own) ? 'inStore' : k)}</dt><dd>{number(all?.[k === 'usable' ? 'doses' : k] ?? 0)}</dd></div>)}
							</dl>
						</>
					)}
					{!!all?.unbacked && <Notice kind="warning">{w('unbackedNote', { n: number(all.unbacked) })}</Notice>}
					<Trace lotId={id} first={step.value} more={opened} />
					<Stores key={own.state} id={id} fine={usable(own)} onOpen={show} />
					{may('lot_people') && <Received lotId={id} used={all?.used ?? 0} recalled={own.state === 'recalled'} />}
				</>
			)}
		</>
	);
}
