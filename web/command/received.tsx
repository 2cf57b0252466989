// Rounds in which the unit got a share, and what it plans to do with it.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { ExportButtons } from '../shared/export_buttons';
import { TextArea, TextField } from '../shared/field';
import { date, day, number, readCount, readDate } from '../shared/format';
import { words } from '../shared/lang';
import { useLoaded, type Items } from '../shared/loaded';
import { Empty, Tag } from '../shared/notice';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import { Table } from '../shared/table';
import { tell } from '../shared/toast';
import { may, staff } from '../station/account';
import { Waiting } from './loading';
import { ours } from './own';
import { c } from './text';
import type { ReceivedRound } from './types';

const w = words({
	title: ['Được phân bổ', 'Rounds received'],
	lead: ['Các đợt cấp trên đã duyệt có phần cho {unit}. Ghi kế hoạch tiêm để cấp trên biết khi nào dùng hết.', 'Approved rounds of the level above with a share for {unit}. Write your plan, so that they know by when it will be given.'],
	none: ['Chưa có đợt nào được duyệt cho đơn vị', 'No approved round for the unit yet'],
	noneMore: ['Đợt phân bổ hiện ở đây ngay khi cấp trên duyệt.', 'A round appears here as soon as the level above approves it.'],
	round: ['Đợt', 'Round'],
	approved: ['duyệt ngày {date}, {unit}', 'approved on {date}, {unit}'],
	share: ['Được phân bổ', 'Share'],
	shipped: ['Đã xuất cho đơn vị', 'Shipped to us'],
	received: ['Đã nhận', 'Received'],
	plan: ['Kế hoạch tiêm', 'Plan'],
	planned: ['{n} liều, xong trước {date}', '{n} doses by {date}'],
	noPlan: ['Chưa có kế hoạch', 'No plan yet'],
	act: ['Thao tác', 'Actions'],
	write: ['Ghi kế hoạch', 'Write the plan'],
	change: ['Sửa kế hoạch', 'Change the plan'],
	of: ['{act}: đợt {n}', '{act}: round {n}'],
	dialog: ['Kế hoạch tiêm, đợt {n}', 'Plan for round {n}'],
	about: ['Đơn vị được phân bổ {n} liều {product}.', 'The share of the unit is {n} doses of {product}.'],
	doses: ['Dự kiến tiêm (liều)', 'Doses to be given'],
	until: ['Tiêm xong trước ngày', 'Given by'],
	note: ['Ghi chú', 'Note'],
	noteHint: ['Không bắt buộc. Ví dụ: ưu tiên người trên 65 tuổi', 'Optional. For example: people over 65 first'],
	needDoses: ['Nhập số liều từ 0 đến {n}.', 'Type the doses, 0 to {n}.'],
	needUntil: ['Nhập ngày từ hôm nay trở đi, dạng ngày/tháng/năm.', 'Type a day from today on as day/month/year.'],
	save: ['Lưu kế hoạch', 'Save the plan'],
	saved: ['Đã lưu kế hoạch đợt {n}', 'The plan for round {n} is saved'],
	ofRound: ['đợt {n}', 'round {n}'],
	until2: ['Tiêm xong trước', 'Given by'],
});

function Plan({ r, onClose, onDone }: { r: ReceivedRound; onClose: () => void; onDone: () => Promise<void> }) {
	const [doses, setDoses] = useState(String(r.planned ?? r.doses));
	const [until, setUntil] = useState(r.plan_to ? date(r.plan_to) : '');
	const [note, setNote] = useState(r.plan_note ?? '');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const n = readCount(doses), iso = readDate(until);
	const mistakes = [
		...(n !== null && n <= r.doses ? [] : [{ id: 'planned', text: w('needDoses', { n: number(r.doses) }) }]),
		...(iso && iso >= day() ? [] : [{ id: 'until', text: w('needUntil') }]),
	];
	const told = (id: string, field: string) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length && await action.run(async () => {
			await post(ours('rounds', r.round_id, 'plan'), { planned: n, plan_to: iso, ...(note.trim() ? { plan_note: note.trim() } : {}) });
			tell(w('saved', { n: r.number }));
			await onDone();
		}))
			onClose();
	};
	return (
		<Dialog title={w('dialog', { n: r.number })} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<p class="login__lead">{w('about', { n: number(r.doses), product: r.product_name })}</p>
				<ErrorSummary tries={tries} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} fields={['planned', 'plan_to', 'plan_note']} />
				<div class="pair">
					<TextField id="planned" label={w('doses')} value={doses} onInput={setDoses} inputMode="numeric" error={told('planned', 'planned')} />
					<TextField id="until" label={w('until')} hint="dd/mm/yyyy" value={until} onInput={setUntil} inputMode="numeric" error={told('until', 'plan_to')} />
				</div>
				<TextArea id="plan-note" label={w('note')} hint={w('noteHint')} value={note} onInput={setNote} rows={2} error={action.about('plan_note')} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button></div>
			</form>
		</Dialog>
	);
}

export function Received() {
	const loaded = useLoaded<Items<ReceivedRound>>(ours('rounds', 'received'));
	const [planning, plan] = useState<ReceivedRound | null>(null);
	const rows = loaded.value?.items ?? [];
	const approved = (r: ReceivedRound) => (r.approved_at ? day(new Date(r.approved_at)) : null);
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead', { unit: staff().unit_name })}</p>
			<Waiting of={loaded} />
			{loaded.value && !rows.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{rows.length > 0 && (
				<>
					<Table<ReceivedRound> caption={w('title')} hideCaption rows={rows} rowKey={(r) => r.round_id} columns={[
						{ name: w('round'), cell: (r) => <span>{r.number}. {r.title}<br /><span class="soft">{w('approved', { date: date(approved(r)), unit: r.unit_name })}</span></span>, heading: true },
						{ name: c('product'), cell: (r) => r.product_name },
						{ name: w('share'), cell: (r) => <span><strong>{number(r.doses)}</strong>{r.why && <><br /><span class="soft">{r.why}</span></>}</span>, numeric: true },
						{ name: w('shipped'), cell: (r) => number(r.shipped), numeric: true },
						{ name: w('received'), cell: (r) => number(r.received), numeric: true },
						{ name: w('plan'), cell: (r) => (r.planned === null ? <Tag kind="wait">{w('noPlan')}</Tag> : <span>{w('planned', { n: number(r.planned), date: date(r.plan_to) })}{r.plan_note && <><br /><span class="soft">{r.plan_note}</span></>}</span>) },
						...(may('stock_write') ? [{ name: w('act'), cell: (r: ReceivedRound) => {
							const act = w(r.planned === null ? 'write' : 'change');
							return <Button kind="quiet" aria-haspopup="dialog" aria-label={w('of', { act, n: r.number })} onClick={() => plan(r)}>{act}</Button>;
						} }] : []),
					]} />
					<ExportButtons file="duoc-phan-bo" make={() => ({ name: w('title'), head: [w('round'), c('product'), w('share'), w('shipped'), w('received'), w('doses'), w('until2'), w('note')],
						rows: rows.map((r) => [`${r.number}. ${r.title}`, r.product_name, r.doses, r.shipped, r.received, r.planned, { date: r.plan_to }, r.plan_note]) })} />
				</>
			)}
			{planning && <Plan r={planning} onClose={() => plan(null)} onDone={loaded.reload} />}
		</>
	);
}
