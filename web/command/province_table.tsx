// The table of the provinces under its published headings, and beside each ratio what it is made of and should be called.
//
// The ratios are one stop for the keyboard: arrow keys walk among them, Enter opens the figures of the province.
import { useState } from 'preact/hooks';
import { ExportButtons } from '../shared/export_buttons';
import { Check, TextField } from '../shared/field';
import { date, day, number, readDate } from '../shared/format';
import { language, words } from '../shared/lang';
import { useLoaded, type Items } from '../shared/loaded';
import { Empty, Notice, Tag } from '../shared/notice';
import { SortedTable } from '../shared/sorted';
import type { Column } from '../shared/table';
import { Waiting } from './loading';
import { ours } from './own';
import type { Plain, Province, Ratio } from './types';

const w = words({
	title: ['Bảng phân bổ theo tỉnh', 'Table of the provinces'],
	lead: ['Bảng như Cổng thông tin tiêm chủng đã công bố, giữ nguyên tên cột. Mỗi tỷ lệ nói rõ tử số, mẫu số và ngày: rê chuột hoặc chọn vào tỷ lệ.', 'The table as the vaccination portal published it, under its own headings. Every ratio tells its numerator, denominator and day: point at it or choose it.'],
	truth: ['Cột “{published}” lấy số liều làm tử số, nên có tỉnh vượt 100 %. Tên đúng ghi dưới tên cột; cột ngay bên phải là tỷ lệ người thật sự đã tiêm ít nhất 1 mũi.', 'The column “{published}” counts doses, so it goes beyond 100 % in some provinces. Its proper name stands below the heading; the column to its right has the people who really had at least one dose.'],
	on: ['Số liệu đến ngày', 'As of'],
	onHint: ['dd/mm/yyyy; để trống: hôm nay', 'dd/mm/yyyy; empty: today'],
	bad: ['Nhập ngày dạng ngày/tháng/năm.', 'Type the date as day/month/year.'],
	only: ['Chỉ tỉnh có tỷ lệ trên 100 % hoặc tiêm quá số phân bổ', 'Only provinces beyond 100 % or beyond their allocation'],
	over: ['{n} tỉnh có tỷ lệ trên 100 %.', '{n} provinces have a ratio beyond 100 %.'],
	overNone: ['Không tỉnh nào có tỷ lệ trên 100 %.', 'No province has a ratio beyond 100 %.'],
	overTag: ['trên 100 %', 'beyond 100 %'],
	overAllocated: ['tiêm quá số phân bổ', 'beyond its allocation'],
	province: ['Tỉnh, thành phố', 'Province'],
	code: ['Mã', 'Code'],
	unknown: ['chưa có', 'not known'],
	made: ['{numerator} / {denominator}, ngày {on}', '{numerator} / {denominator}, {on}'],
	dateless: ['không ghi ngày', 'undated'],
	planned: ['Số liều dự kiến phân bổ', 'Doses planned'],
	allocated: ['Số liều đã phân bổ', 'Doses allocated'],
	population: ['Dân số từ 18 tuổi', 'People of 18 and over'],
	administered: ['Số liều đã tiêm', 'Doses given'],
	people: ['Số người đã tiêm ít nhất 1 mũi (bộ đếm của nền tảng)', 'People with at least one dose (counted here)'],
	really: ['thực chất', 'really'],
	truly: ['đúng với tên cột bên trái', 'what the heading to the left says'],
	promised: ['đúng với tên cột', 'what the heading says'],
	details: ['Số liệu của {name}', 'Figures of {name}'],
	none: ['Chưa có số liệu của bảng này', 'There are no figures for this table'],
	noneMore: ['Quản trị viên nhập bảng đã công bố (Excel hoặc CSV) bằng lệnh:', 'The administrator imports the published table (Excel or CSV) with:'],
	noneStop: ['Với SQLite, dừng máy chủ trước khi nhập; với PostgreSQL thì không cần.', 'With SQLite stop the server first; with PostgreSQL there is no need.'],
	noneDay: ['Hoặc chọn một ngày muộn hơn: của mỗi số liệu, bảng lấy số cuối cùng đến ngày đó.', 'Or choose a later day: of each figure the last one up to that day is taken.'],
	noneSuch: ['Không tỉnh nào như vậy: mọi tỷ lệ trong 100 %.', 'There are none: all ratios are within 100 %.'],
	numerator: ['tử số', 'numerator'],
	denominator: ['mẫu số', 'denominator'],
	day: ['ngày', 'day'],
});

const WHOLE = 10000;
const percent = (per: number | null): string => (per === null ? '–' : `${(per / 100).toFixed(2).replace('.', language.value === 'en' ? '.' : ',')} %`);
const some = (n: number | null) => (n === null ? w('unknown') : number(n));
const made = (r: Ratio | Plain) => w('made', { numerator: some(r.numerator), denominator: some(r.denominator), on: r.on_date ? date(r.on_date) : w('dateless') });
const plainTitle = (p: Plain) => (language.value === 'en' ? p.title_en : p.title);
// Doses of which two make a course are rightly divided by two per head: what matters is a share of people beyond all people.
const isOver = (r: Ratio | Plain) => (r.per_10000 ?? 0) > WHOLE;
const anyOver = (p: Province) => p.doses_over_allocated || p.ratios.some(isOver);
const misnamed = (r: Ratio) => r.plain.length > 1;

function Details({ p }: { p: Province }) {
	const figures: [string, number | null][] = [[w('planned'), p.doses_planned], [w('allocated'), p.doses_allocated], [w('administered'), p.doses_administered], [w('population'), p.population_18], [w('people'), p.people_one_dose]];
	return (
		<section aria-label={w('details', { name: p.name })}>
			<dl class="numbers numbers--small">{figures.map(([name, n]) => <div key={name}><dt>{name}</dt><dd>{n === null ? '–' : number(n)}</dd></div>)}</dl>
			<dl class="ratios">
				{p.ratios.map((r) => (
					<div key={r.name}>
						<dt>{r.published_name}: {percent(r.per_10000)}</dt>
						<dd>{made(r)}</dd>
						{r.plain.map((x, i) => <dd key={x.name} class="plain">{w(i ? 'promised' : 'really')}: {plainTitle(x)}: <strong>{percent(x.per_10000)}</strong> ({made(x)})</dd>)}
					</div>
				))}
			</dl>
		</section>
	);
}

interface Walk { at: string; to: (key: string) => void }

function Value({ id, name, r, last, open, onTurn, walk }: { id: string; name: string; r: Ratio | Plain; last: boolean; open: boolean; onTurn: () => void; walk: Walk }) {
	const about = `why-${id.replace(/\W/g, '-')}`;
	return (
		<span class={`ratio ${last ? 'ratio--end' : ''}`}>
			<button type="button" class="ratio__value" data-ratio={id} tabIndex={walk.at === id ? 0 : -1} aria-expanded={open} aria-describedby={about} onClick={onTurn} onFocus={() => walk.to(id)}>
				<strong>{percent(r.per_10000)}</strong>{isOver(r) && <Tag kind="stop">▲ {w('overTag')}</Tag>}
			</button>
			<span id={about} role="tooltip" class="ratio__why">{name}: {made(r)}</span>
		</span>
	);
}

// A column of ratios: one as published, or what stands beside a wrongly named one.
interface Kind { key: string; name: string; note?: string; of: (p: Province) => Ratio | Plain | undefined }

// The first plain ratio says what the published one really is; the second, what its heading promises.
const kindsOf = (ratios: Ratio[]): Kind[] => ratios.flatMap((r, i): Kind[] => [
	{ key: r.name, name: r.published_name, ...(r.plain[0] ? { note: `${w('really')}: ${plainTitle(r.plain[0])}` } : {}), of: (p) => p.ratios[i] },
	...r.plain.slice(1).map((x, k): Kind => ({ key: `${r.name}-${x.name}`, name: plainTitle(x), note: w('truly'), of: (p) => p.ratios[i]?.plain[k + 1] })),
]);

// Arrow keys among the ratios, as they stand on the page.
function walkBy(e: KeyboardEvent, columns: number): void {
	const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[e.key];
	const from = (e.target as HTMLElement).closest<HTMLElement>('[data-ratio]');
	if (!step || !from)
		return;
	const all = [...(e.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[data-ratio]')];
	const next = all[all.indexOf(from) + step];
	if (next) {
		e.preventDefault();
		next.focus();
	}
}

function Provinces({ rows, every }: { rows: Province[]; every: Province[] }) {
	const [open, setOpen] = useState<string | null>(null);
	const [at, to] = useState('');
	const kinds = kindsOf(every[0]!.ratios);
	const idOf = (p: Province, k: Kind) => `${p.code} ${k.key}`;
	const known = rows.some((p) => kinds.some((k) => idOf(p, k) === at));
	const walk = { at: known ? at : idOf(rows[0]!, kinds[0]!), to };
	const columns: Column<Province>[] = [
		{ name: w('province'), cell: (p) => <span>{p.name}{p.doses_over_allocated && <><br /><Tag kind="stop">▲ {w('overAllocated')}</Tag></>}</span>, heading: true, by: (p) => p.name.replace(/^(Thành phố|Tỉnh) /, '') },
		...kinds.map((k, i): Column<Province> => ({
			name: k.name, ...(k.note ? { note: k.note } : {}), by: (p) => k.of(p)?.per_10000,
			cell: (p) => { const r = k.of(p); return r && <Value id={idOf(p, k)} name={k.name} r={r} last={i > 2} open={open === p.code} walk={walk} onTurn={() => setOpen(open === p.code ? null : p.code)} />; },
		})),
	];
	return (
		<div class="provinces" onKeyDown={(e) => walkBy(e, kinds.length)}>
			<SortedTable<Province> id="provinces" caption={w('title')} hideCaption rows={rows} rowKey={(p) => p.code} columns={columns} below={(p) => (open === p.code ? <Details p={p} /> : null)} />
		</div>
	);
}

function sheet(rows: Province[]) {
	const ratios = rows[0]?.ratios ?? [];
	const four = (name: string) => [name, `${name}: ${w('numerator')}`, `${name}: ${w('denominator')}`, `${name}: ${w('day')}`];
	const values = (r: Ratio | Plain | undefined) => [r?.per_10000 === null || !r ? null : r.per_10000 / 100, r?.numerator, r?.denominator, { date: r?.on_date ?? null }];
	return {
		name: w('title'),
		head: [w('code'), w('province'), w('planned'), w('allocated'), w('population'), w('administered'), w('people'), ...ratios.flatMap((r) => [...four(`${r.published_name} (%)`), ...r.plain.flatMap((x) => four(`${plainTitle(x)} (%)`))])],
		rows: rows.map((p) => [p.code, p.name, p.doses_planned, p.doses_allocated, p.population_18, p.doses_administered, p.people_one_dose,
			...ratios.flatMap((first, i) => [...values(p.ratios[i]), ...first.plain.flatMap((_, k) => values(p.ratios[i]?.plain[k]))])]),
	};
}

export function ProvinceTable() {
	const [text, setText] = useState('');
	const [only, setOnly] = useState(false);
	const on = text.trim() ? readDate(text) : day();
	const loaded = useLoaded<Items<Province>>(`${ours('allocation-table')}?${new URLSearchParams({ on: on ?? day() })}`);
	const every = loaded.value?.items ?? [];
	const any = every.some((p) => p.doses_planned !== null || p.doses_allocated !== null || p.doses_administered !== null);
	const over = every.filter(anyOver), rows = only ? over : every;
	const wrong = every[0]?.ratios.find(misnamed);
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			<div class="filters filters--stock"><TextField id="on" label={w('on')} hint={w('onHint')} value={text} onInput={setText} inputMode="numeric" width={10} error={text.trim().length >= 8 && !on ? w('bad') : undefined} /></div>
			<Waiting of={loaded} />
			{loaded.value && !any && (
				<Empty title={w('none')}>
					<p>{w('noneMore')}</p><p><code>tiemchung import allocation FILE</code></p><p>{w('noneStop')}</p><p>{w('noneDay')}</p>
				</Empty>
			)}
			{any && (
				<>
					{wrong && <Notice>{w('truth', { published: wrong.published_name })}</Notice>}
					<p role="status"><strong>{over.length ? `▲ ${w('over', { n: over.length })}` : `✓ ${w('overNone')}`}</strong></p>
					<div class="below-table">
						<Check id="only-over" label={w('only')} checked={only} onChange={setOnly} />
						<ExportButtons file="bang-phan-bo" make={() => sheet(rows)} />
					</div>
					{rows.length ? <Provinces rows={rows} every={every} /> : <p>{w('noneSuch')}</p>}
				</>
			)}
		</>
	);
}
