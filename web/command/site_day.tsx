// The day of one site: its figures as they are and as they were confirmed, each lot's sum, and what was wasted lately.
import { useState } from 'preact/hooks';
import { Button } from '../shared/button';
import { ExportButtons } from '../shared/export_buttons';
import { TextField } from '../shared/field';
import { date, day, moment, number, readDate, signed } from '../shared/format';
import { words } from '../shared/lang';
import { useLoaded, type Items } from '../shared/loaded';
import { Notice, Tag } from '../shared/notice';
import { go, link } from '../shared/route';
import { Table } from '../shared/table';
import { discardName } from '../station/terms';
import { Waiting } from './loading';
import { of } from './own';
import { c } from './text';
import type { DayFigures, DayReport, Reconciled, Wastage } from './types';
import { placeOf, UnitBelow, useUnit } from './unit_below';

const w = words({
	choose: ['Điểm tiêm hoặc kho', 'Site or store'],
	chooseLead: ['Chọn một điểm tiêm để xem số liệu trong ngày, đối chiếu từng lô và hao phí.', 'Choose a site to see its figures of a day, the sums of each lot and what was wasted.'],
	other: ['Chọn nơi khác', 'Choose another'],
	on: ['Ngày', 'Day'],
	bad: ['Nhập ngày dạng ngày/tháng/năm.', 'Type the date as day/month/year.'],
	levels: ['Tồn kho theo ngày', 'Stock over time'],
	confirmed: ['Đã xác nhận: {by}, {at}', 'Confirmed by {by}, {at}'],
	late: ['sau giờ chốt', 'after closing time'],
	changed: ['Số liệu đã thay đổi sau khi xác nhận: cột “Chênh lệch” nói rõ. Điểm tiêm cần xác nhận lại và ghi lý do.', 'The figures changed after they were confirmed, see “Difference”. The site has to confirm again, with a reason.'],
	unconfirmed: ['Ngày này chưa được điểm tiêm xác nhận.', 'The site has not confirmed this day.'],
	versions: ['Đã xác nhận {n} lần; lý do lần cuối: {why}', 'Confirmed {n} times; the last reason: {why}'],
	note: ['Ghi chú: {note}', 'Note: {note}'],
	figures: ['Số liệu trong ngày', 'Figures of the day'],
	what: ['Số liệu', 'Figure'],
	now: ['Theo sổ', 'By the books'],
	then: ['Đã xác nhận', 'Confirmed'],
	difference: ['Chênh lệch', 'Difference'],
	received: ['Liều nhận vào', 'Doses received'],
	issued: ['Liều gửi đi', 'Doses sent'],
	discarded: ['Liều hủy', 'Doses discarded'],
	adjusted: ['Liều thừa, thiếu khi kiểm kê', 'Found or missing at counts'],
	used: ['Liều đã tiêm', 'Doses given'],
	left_over: ['Liều còn cuối ngày', 'Left at the end of the day'],
	people: ['Người được tiêm', 'People vaccinated'],
	deferred: ['Trì hoãn, chống chỉ định, chuyển tuyến', 'Put off, contraindicated, referred'],
	certificates_1: ['Chứng nhận mũi 1', 'Certificates of dose 1'],
	certificates_2: ['Chứng nhận mũi 2', 'Certificates of dose 2'],
	lots: ['Đối chiếu từng lô', 'Lot by lot'],
	lotsMore: ['Đầu ngày + nhập + nhận ± kiểm kê − gửi − hủy − tiêm = cuối ngày.', 'Opening + received + taken in ± counts − sent − discarded − given = closing.'],
	noLots: ['Kho này không có lô nào trong ngày.', 'This store had no lots on that day.'],
	opening: ['Đầu ngày', 'Opening'],
	in: ['Nhập, nhận', 'In'],
	out: ['Gửi đi', 'Sent'],
	discard: ['Hủy', 'Discarded'],
	adjust: ['Kiểm kê', 'Counts'],
	given: ['Tiêm', 'Given'],
	closing: ['Cuối ngày', 'Closing'],
	counted: ['Đếm được', 'Counted'],
	finding: ['Kết luận', 'Finding'],
	ok: ['Khớp', 'Agrees'],
	explained: ['Đã giải trình', 'Explained'],
	open: ['Lệch, chưa giải trình', 'Differs, not explained'],
	unbacked: ['Tiêm chưa có phiếu', 'Given without receipt'],
	before_receipt: ['Dùng trước khi nhập', 'Used before receipt'],
	notCounted: ['không đếm', 'not counted'],
	wastage: ['Hao phí 30 ngày đến {date}', 'Wasted in 30 days up to {date}'],
	wastageNone: ['Không hủy liều nào, không có lọ nào được ghi trong 30 ngày.', 'Nothing was discarded and no vial was recorded in 30 days.'],
	wastageSay: ['Bỏ {n} liều, {p} % số liều đã tiêm và bỏ.', '{n} doses were wasted, {p} % of those given and wasted.'],
	vials: ['Lọ', 'Vials'],
	left: ['Thừa trong lọ', 'Left in vials'],
	extra: ['Rút thêm', 'Drawn beyond the label'],
});
const keys: (keyof DayFigures)[] = ['received', 'issued', 'discarded', 'adjusted', 'used', 'left_over', 'people', 'deferred', 'certificates_1', 'certificates_2'];
const reasons = ['open_vial', 'expired', 'broken', 'temperature', 'recalled', 'other'] as const;
const findings: Record<string, { tag: 'good' | 'wait' | 'stop' | 'info'; key: 'ok' | 'explained' | 'open' | 'unbacked' | 'before_receipt' }> = {
	ok: { tag: 'good', key: 'ok' }, explained: { tag: 'info', key: 'explained' }, open: { tag: 'stop', key: 'open' }, unbacked: { tag: 'stop', key: 'unbacked' }, before_receipt: { tag: 'stop', key: 'before_receipt' },
};
const DAYS = 30;
const back = (iso: string, days: number) => new Date(Date.parse(`${iso}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);

function Confirmed({ r }: { r: DayReport }) {
	const last = r.versions[0];
	if (!last)
		return <Notice kind="warning">{w('unconfirmed')}</Notice>;
	return (
		<Notice kind={r.changed ? 'warning' : 'good'}>
			<p>{w('confirmed', { by: last.confirmed_by ?? '–', at: moment(last.confirmed_at) })} {last.late && <Tag kind="wait">{w('late')}</Tag>}</p>
			{r.changed && <p>{w('changed')}</p>}
			{last.why && <p>{w('versions', { n: r.versions.length, why: last.why })}</p>}
			{last.note && <p>{w('note', { note: last.note })}</p>}
		</Notice>
	);
}

function Figures({ r }: { r: DayReport }) {
	const last = r.versions[0];
	const rows = keys.map((key) => ({ key, now: r.now[key], then: last?.[key] ?? null }));
	if (!last)
		return (
			<>
				<h2 class="govuk-heading-m">{w('figures')}</h2>
				<dl class="numbers">{rows.map((x) => <div key={x.key}><dt>{w(x.key)}</dt><dd>{number(x.now)}</dd></div>)}</dl>
			</>
		);
	return (
		<Table caption={w('figures')} rows={rows} rowKey={(x) => x.key} columns={[
			{ name: w('what'), cell: (x) => w(x.key), heading: true },
			{ name: w('now'), cell: (x) => <strong>{number(x.now)}</strong>, numeric: true },
			{ name: w('then'), cell: (x) => number(x.then ?? 0), numeric: true },
			{ name: w('difference'), cell: (x) => (x.now === x.then ? '0' : <strong class="off">▲ {signed(x.now - (x.then ?? 0))}</strong>), numeric: true },
		]} />
	);
}

function Lots({ unitId, on }: { unitId: string; on: string }) {
	const loaded = useLoaded<Items<Reconciled>>(`${of(unitId, 'reconciliation')}?${new URLSearchParams({ on })}`);
	const rows = loaded.value?.items ?? [];
	return (
		<section class="section" aria-labelledby="by-lot">
			<h2 id="by-lot" class="govuk-heading-m">{w('lots')}</h2>
			<Waiting of={loaded} />
			{loaded.value && !rows.length && <p class="soft">{w('noLots')}</p>}
			{rows.length > 0 && (
				<>
					<p class="soft">{w('lotsMore')}</p>
					<Table<Reconciled> caption={w('lots')} hideCaption rows={rows} rowKey={(l) => l.lot_id} columns={[
						{ name: c('lot'), cell: (l) => <span><a class="row-link" href={link('lots', 'lot', l.lot_id)}>{l.number}</a><br /><span class="soft">{l.product_name}</span></span>, heading: true },
						{ name: w('opening'), cell: (l) => number(l.opening), numeric: true },
						{ name: w('in'), cell: (l) => number(l.received + l.accepted), numeric: true },
						{ name: w('adjust'), cell: (l) => signed(l.adjusted), numeric: true },
						{ name: w('out'), cell: (l) => number(l.issued), numeric: true },
						{ name: w('discard'), cell: (l) => number(l.discarded), numeric: true },
						{ name: w('given'), cell: (l) => number(l.used), numeric: true },
						{ name: w('closing'), cell: (l) => <strong>{number(l.closing)}</strong>, numeric: true },
						{ name: w('counted'), cell: (l) => (l.counted === null ? <span class="soft">{w('notCounted')}</span> : number(l.counted)), numeric: true },
						{ name: w('finding'), cell: (l) => { const f = findings[l.finding]; return <span><Tag kind={f?.tag ?? 'plain'}>{f ? w(f.key) : l.finding}</Tag>{l.why && <><br /><span class="soft">{l.why}</span></>}</span>; } },
					]} />
					<ExportButtons file="doi-chieu" make={() => ({ name: w('lots'), head: [c('product'), c('lot'), w('opening'), w('in'), w('adjust'), w('out'), w('discard'), w('given'), w('closing'), w('counted'), w('finding'), c('why')],
						rows: rows.map((l) => [l.product_name, l.number, l.opening, l.received + l.accepted, l.adjusted, l.issued, l.discarded, l.used, l.closing, l.counted, findings[l.finding] ? w(findings[l.finding]!.key) : l.finding, l.why]) })} />
				</>
			)}
		</section>
	);
}

function Wasted({ unitId, on }: { unitId: string; on: string }) {
	const loaded = useLoaded<Items<Wastage>>(`${of(unitId, 'wastage')}?${new URLSearchParams({ from: back(on, DAYS - 1), to: on })}`);
	const rows = loaded.value?.items ?? [];
	// what was left in vials is discarded with the reason open_vial
	const lost = (x: Wastage) => reasons.reduce((n, k) => n + x[k], 0);
	const sum = rows.reduce((n, x) => n + lost(x), 0), used = rows.reduce((n, x) => n + x.used, 0);
	return (
		<section class="section" aria-labelledby="wastage">
			<h2 id="wastage" class="govuk-heading-m">{w('wastage', { date: date(on) })}</h2>
			<Waiting of={loaded} />
			{loaded.value && !rows.length && <p>✓ {w('wastageNone')}</p>}
			{rows.length > 0 && (
				<>
					<p>{w('wastageSay', { n: number(sum), p: sum + used ? ((100 * sum) / (sum + used)).toFixed(1).replace('.', ',') : '0' })}</p>
					<Table<Wastage> caption={w('wastage', { date: date(on) })} hideCaption rows={rows} rowKey={(x) => x.on_date} columns={[
						{ name: w('on'), cell: (x) => date(x.on_date), heading: true },
						{ name: w('given'), cell: (x) => number(x.used), numeric: true },
						{ name: w('vials'), cell: (x) => number(x.vials), numeric: true },
						{ name: w('extra'), cell: (x) => number(x.extra), numeric: true },
						...reasons.filter((k) => rows.some((x) => x[k])).map((k) => ({ name: discardName(k), cell: (x: Wastage) => number(x[k]), numeric: true })),
					]} />
					<ExportButtons file="hao-phi" make={() => ({ name: w('discarded'), head: [w('on'), w('given'), w('vials'), w('left'), w('extra'), ...reasons.map(discardName)], rows: rows.map((x) => [{ date: x.on_date }, x.used, x.vials, x.left_over, x.extra, ...reasons.map((k) => x[k])]) })} />
				</>
			)}
		</section>
	);
}

function Day({ unitId, on }: { unitId: string; on: string }) {
	const unit = useUnit(unitId);
	const report = useLoaded<DayReport>(`${of(unitId, 'day-report')}?${new URLSearchParams({ on })}`);
	const [text, setText] = useState(date(on));
	const typed = readDate(text);
	const set = (value: string) => {
		setText(value);
		const iso = readDate(value);
		if (iso && iso !== on && iso <= day())
			go('reports', 'day', unitId, iso);
	};
	return (
		<>
			<div class="title-row">
				<div><h2 class="govuk-heading-m">{unit.value?.name ?? '…'}</h2><p class="soft">{unit.value && placeOf(unit.value)}</p></div>
				<div class="buttons"><a class="govuk-button govuk-button--secondary" href={link('levels', unitId)}>{w('levels')}</a><Button kind="quiet" onClick={() => go('reports', 'day')}>{w('other')}</Button></div>
			</div>
			<div class="filters filters--stock"><TextField id="day" label={w('on')} hint="dd/mm/yyyy" value={text} onInput={set} width={10} inputMode="numeric" error={typed ? undefined : w('bad')} /></div>
			<Waiting of={report} />
			{report.value && <><Confirmed r={report.value} /><Figures r={report.value} /></>}
			<Lots unitId={unitId} on={on} />
			<Wasted unitId={unitId} on={on} />
		</>
	);
}

export function SiteDay({ unitId, on }: { unitId: string | undefined; on: string | undefined }) {
	if (unitId)
		return <Day unitId={unitId} on={on ?? day()} />;
	return <><p class="lead">{w('chooseLead')}</p><UnitBelow label={w('choose')} onChoose={(u) => go('reports', 'day', u.id, day())} /></>;
}
