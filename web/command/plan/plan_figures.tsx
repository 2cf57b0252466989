// The result of a plan: who is placed, why others are not, and how long who has waited: fairness by group and commune.
import { useState } from 'preact/hooks';
import { Button } from '../../shared/button';
import { ExportButtons } from '../../shared/export_buttons';
import { number } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { useLoaded } from '../../shared/loaded';
import { Empty } from '../../shared/notice';
import { link } from '../../shared/route';
import { SortedTable } from '../../shared/sorted';
import { may } from '../../station/account';
import { Waiting } from '../loading';
import { ours } from '../own';
import { capital, changeName, groupBrief, groupName, groupRank, p } from './text';
import type { Figure, Figures, Plan } from './types';

const w = words({
	none: ['Không có ai để xếp', 'There is nobody to place'],
	noneMore: ['Trong phạm vi của đơn vị chưa có ai đăng ký và chờ tiêm. Xem trang Nhu cầu.', 'Nobody is registered and waits in the unit. See the page of demand.'],
	say: ['Xếp được {placed} trong {all} người đang chờ.', '{placed} of {all} people who wait have a place.'],
	sayAgain: ['{placed} trong {all} người của kế hoạch có chỗ.', '{placed} of {all} people of the plan have a place.'],
	waits: ['Tính từ ngày đăng ký đến ngày hẹn: một nửa số người chờ không quá {median} ngày, 9 trong 10 người không quá {p90} ngày, người lâu nhất {max} ngày.', 'From registering to the appointment half of them wait no longer than {median} days, nine of ten no longer than {p90}, the longest {max} days.'],
	changes: ['Thay đổi so với bản đã công bố', 'Changes to what was published'],
	people: ['{n} người', '{n} people'],
	who: ['Xem đúng những ai thay đổi', 'See exactly who changes'],
	why: ['Vì sao có người chưa có chỗ', 'Why some have no place'],
	whyWho: ['Xem những người này', 'See these people'],
	byGroup: ['Chờ bao lâu, theo nhóm ưu tiên', 'How long they wait, by priority group'],
	byCommune: ['Chờ bao lâu, theo xã, phường', 'How long they wait, by commune'],
	key: ['Thanh đậm: một nửa số người chờ không quá ngần ấy ngày. Thanh nhạt: 9 trong 10 người. Vạch đứng: người lâu nhất.', 'Dark bar: half of the people wait no longer. Light bar: nine of ten. Line: the longest.'],
	row: ['{median} · {p90} · {max} ngày', '{median} · {p90} · {max} days'],
	rowMore: ['một nửa {median} ngày, 9 trong 10 người {p90} ngày, lâu nhất {max} ngày', 'half {median} days, nine of ten {p90}, longest {max}'],
	nobody: ['chưa xếp được ai', 'nobody is placed'],
	mean: ['Trung bình (ngày)', 'Mean (days)'],
	median: ['Một nửa chờ tối đa (ngày)', 'Half within (days)'],
	p90: ['9/10 chờ tối đa (ngày)', '9 of 10 within (days)'],
	max: ['Lâu nhất (ngày)', 'Longest (days)'],
	all: ['Hiện cả {n} dòng', 'Show all {n}'],
	fewer: ['Chỉ {n} dòng đầu', 'Only the first {n}'],
});
const FIRST = 20;

const values = (f: Figure) => ({ median: number(f.days_median), p90: number(f.days_p90), max: number(f.days_max) });

// From a common zero: the dark part ends at the median, the light one at nine of ten, the line stands at the longest.
function Waits({ rows, nameOf }: { rows: Figure[]; nameOf: (f: Figure) => string }) {
	const [whole, showWhole] = useState(false);
	const most = Math.max(1, ...rows.map((f) => f.days_max));
	const at = (n: number) => `${(100 * n) / most}%`;
	return (
		<>
			<p class="soft login__lead">{w('key')}</p>
			<ul class="bars-list">
				{rows.slice(0, whole ? undefined : FIRST).map((f) => (
					<li key={f.key || '-'} class="bars-list__item bars-list__item--waits">
						<span>{nameOf(f)}</span>
						{f.placed ? (
							<>
								<span class="waits" aria-hidden="true"><span class="waits__p90" style={{ width: at(f.days_p90) }} /><span class="waits__median" style={{ width: at(f.days_median) }} /><span class="waits__max" style={{ left: at(f.days_max) }} /></span>
								<span class="bars-list__number"><span aria-hidden="true">{w('row', values(f))}</span><span class="govuk-visually-hidden">{w('rowMore', values(f))}</span></span>
							</>
						) : <span class="soft">{w('nobody')}</span>}
					</li>
				))}
			</ul>
			{rows.length > FIRST && <Button kind="quiet" onClick={() => showWhole(!whole)}>{whole ? w('fewer', { n: FIRST }) : w('all', { n: rows.length })}</Button>}
		</>
	);
}

// brief: the name where there is little room. byWait: who waits longest comes first in the picture.
function Fairness({ id, file, title, column, rows, nameOf, brief = nameOf, byWait }: { id: string; file: string; title: string; column: string; rows: Figure[]; nameOf: (f: Figure) => string; brief?: (f: Figure) => string; byWait?: boolean }) {
	const drawn = byWait ? [...rows].sort((a, b) => b.days_median - a.days_median) : rows;
	const mean = (f: Figure) => (f.days_mean_e1 / 10).toFixed(1).replace('.', ',');
	if (!rows.length)
		return null;
	return (
		<section class="section" aria-labelledby={id}>
			<h2 id={id} class="govuk-heading-m">{title}</h2>
			<div class="sheet">
				<Waits rows={drawn} nameOf={brief} />
				<details class="more"><summary>{p('table')}</summary>
					<SortedTable<Figure> id={`${id}-table`} caption={title} hideCaption rows={rows} rowKey={(f) => f.key || '-'} columns={[
						{ name: column, cell: nameOf, heading: true, by: nameOf },
						{ name: p('placed'), cell: (f) => number(f.placed), numeric: true, by: (f) => f.placed },
						{ name: p('nowhere'), cell: (f) => number(f.nowhere), numeric: true, by: (f) => f.nowhere },
						{ name: w('mean'), cell: mean, numeric: true, by: (f) => f.days_mean_e1 },
						{ name: w('median'), cell: (f) => number(f.days_median), numeric: true, by: (f) => f.days_median },
						{ name: w('p90'), cell: (f) => number(f.days_p90), numeric: true, by: (f) => f.days_p90 },
						{ name: w('max'), cell: (f) => number(f.days_max), numeric: true, by: (f) => f.days_max },
					]} />
				</details>
				<ExportButtons file={file} make={() => ({ name: title, head: [column, p('placed'), p('nowhere'), w('mean'), w('median'), w('p90'), w('max')],
					rows: rows.map((f) => [nameOf(f), f.placed, f.nowhere, f.days_mean_e1 / 10, f.days_median, f.days_p90, f.days_max]) })} />
			</div>
		</section>
	);
}

function Changes({ plan, figures }: { plan: Plan; figures: Figures }) {
	const kinds = (['moved', 'new', 'lost', 'same'] as const).filter((k) => figures.changes[k]);
	if (!plan.again || plan.state !== 'preview')
		return null;
	return (
		<section class="sheet" aria-labelledby="changes">
			<h2 id="changes" class="sheet__title">{w('changes')}</h2>
			<dl class="numbers numbers--small">{kinds.map((k) => <div key={k}><dt>{changeName(k)}</dt><dd>{number(figures.changes[k]!)}</dd></div>)}</dl>
			{may('person_read') && plan.changed > 0 && <a class="row-link" href={link('plans', plan.id, 'people', 'changed')}>{w('who')}</a>}
		</section>
	);
}

function Whys({ plan, whys }: { plan: Plan; whys: Figures['whys'] }) {
	const order = [...whys].sort((a, b) => b.n - a.n), most = order[0]?.n ?? 1;
	if (!order.length)
		return null;
	return (
		<section class="section" aria-labelledby="whys">
			<h2 id="whys" class="govuk-heading-m">{w('why')}</h2>
			<div class="sheet">
				<ul class="bars-list bars-list--words">
					{order.map((x) => (
						<li key={x.why} class="bars-list__item">
							<span>{capital(both(x))}</span>
							<span class="bars-list__track"><span class="bars-list__bar bars-list__bar--dark" aria-hidden="true" style={{ width: `${(65 * x.n) / most}%` }} /><span class="bars-list__number">{w('people', { n: number(x.n) })}</span></span>
						</li>
					))}
				</ul>
				{may('person_read') && <a class="row-link" href={link('plans', plan.id, 'people', 'nowhere')}>{w('whyWho')}</a>}
			</div>
		</section>
	);
}

export function PlanFigures({ plan }: { plan: Plan }) {
	const loaded = useLoaded<Figures>(ours('plans', plan.id, 'figures'));
	const f = loaded.value;
	if (!f)
		return <Waiting of={loaded} />;
	if (!f.all || !plan.people)
		return <Empty title={w('none')}>{w('noneMore')}</Empty>;
	return (
		<>
			<p class="lead">{w(plan.again ? 'sayAgain' : 'say', { placed: number(f.all.placed), all: number(f.all.placed + f.all.nowhere) })} {f.all.placed > 0 && w('waits', values(f.all))}</p>
			<Changes plan={plan} figures={f} />
			<Whys plan={plan} whys={f.whys} />
			<Fairness id="by-group" file="cho-doi-theo-nhom" title={w('byGroup')} column={p('group')} rows={[...f.groups].sort((a, b) => groupRank(a.key) - groupRank(b.key))} nameOf={(x) => groupName(x.key)} brief={(x) => groupBrief(x.key)} />
			<Fairness id="by-commune" file="cho-doi-theo-xa" title={w('byCommune')} column={p('commune')} rows={f.communes} nameOf={(x) => x.name ?? x.key} byWait />
		</>
	);
}
