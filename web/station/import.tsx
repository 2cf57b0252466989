// A list from an Excel or CSV file: upload, progress, what became of every row, the refused ones with their reason.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { get, poll, upload } from '../shared/api';
import { Button } from '../shared/button';
import { Check } from '../shared/field';
import { number } from '../shared/format';
import { both, words } from '../shared/lang';
import { Empty, Notice, Tag } from '../shared/notice';
import { MistakeBox } from '../shared/summary';
import { Table } from '../shared/table';
import type { Job, JobRow } from '../shared/types';
import { session } from './board';
import { columnName } from './import_columns';
import { unitPath } from './place';

const w = words({
	title: ['Nhập danh sách', 'Import a list'],
	file: ['Tệp danh sách đối tượng tiêm', 'File with the list of people'],
	fileHint: ['Mẫu Excel của Bộ Y tế (.xls, .xlsx) hoặc .csv. Dòng đúng được nhập ngay; dòng sai được giữ lại kèm lý do.',
		'The Excel form of the ministry (.xls, .xlsx) or .csv. Good rows are imported; the others are kept with their reason.'],
	choose: ['Chọn tệp', 'Choose a file'],
	noFile: ['Chưa chọn tệp nào', 'No file chosen yet'],
	invite: ['Thêm người trong tệp vào danh sách chờ đến của buổi tiêm này', 'Add the people in the file to the expected list of this session'],
	send: ['Nhập tệp', 'Import the file'],
	needFile: ['Chọn một tệp .xls, .xlsx hoặc .csv.', 'Choose a .xls, .xlsx or .csv file.'],
	waiting: ['Đang chờ', 'Waiting'],
	running: ['Đang nhập', 'Importing'],
	done: ['Đã xong', 'Done'],
	failed: ['Không nhập được', 'Failed'],
	progress: ['{n} trên {total} dòng', '{n} of {total} rows'],
	total: ['Số dòng', 'Rows'],
	imported: ['Thêm mới', 'New'],
	updated: ['Cập nhật', 'Updated'],
	duplicates: ['Đã có', 'Already there'],
	refused: ['Không nhận', 'Refused'],
	refusedTitle: ['Dòng không nhận được', 'Refused rows'],
	row: ['Dòng', 'Row'],
	field: ['Cột', 'Column'],
	reason: ['Lý do và cách sửa', 'Reason and remedy'],
	download: ['Tải tệp kết quả', 'Download the result'],
	downloadHint: ['Mọi dòng của tệp, cột cuối ghi kết quả. Sửa rồi nhập lại cùng tệp: dòng đã có không bị nhập hai lần.',
		'Every row of the file with its outcome in the last column. Correct it and import it again: nothing is imported twice.'],
	earlier: ['Các lần nhập trước', 'Earlier imports'],
	none: ['Chưa nhập tệp nào', 'No file imported yet'],
	noneMore: ['Chọn tệp ở trên để bắt đầu.', 'Choose a file above to begin.'],
	leave: ['Bạn có thể rời trang này, việc nhập vẫn tiếp tục.', 'You may leave this page; the import goes on.'],
	more: ['Hiện thêm dòng', 'Show more rows'],
	open: ['Xem', 'See'],
	openOf: ['Xem lần nhập {name}', 'See the import {name}'],
});
const EVERY = 1000;
const kinds = { waiting: 'wait', running: 'wait', done: 'good', failed: 'stop' } as const;
const over = (job: Job) => job.state === 'done' || job.state === 'failed';

function Refused({ job }: { job: Job }) {
	const [rows, setRows] = useState<JobRow[]>([]);
	const [end, setEnd] = useState(false);
	const action = useAction();
	const more = (have: JobRow[]) => action.run(async () => {
		const after = have.at(-1)?.row_no ?? 0;
		const { items } = await get<{ items: JobRow[] }>(unitPath('jobs', job.id, 'rows') + `?outcome=refused&after=${after}`);
		setRows([...have, ...items]);
		setEnd(!items.length || have.length + items.length >= job.refused);
	});
	useEffect(() => { if (job.refused) void more([]); }, [job.id, job.refused]);
	if (!job.refused)
		return null;
	return (
		<>
			<MistakeBox mistake={action.mistake} />
			<Table caption={w('refusedTitle')} rows={rows} rowKey={(r) => String(r.row_no)} columns={[
				{ name: w('row'), cell: (r) => number(r.row_no) },
				{ name: w('field'), cell: (r) => columnName(r.field) },
				{ name: w('reason'), cell: (r) => both({ vi: r.message_vi, en: r.message_en }) },
			]} />
			{!end && <Button kind="second" busy={action.busy} onClick={() => void more(rows)}>{w('more')}</Button>}
		</>
	);
}

function Outcome({ job }: { job: Job }) {
	const counts = ['imported', 'updated', 'duplicates', 'refused'] as const;
	const sum = counts.reduce((n, key) => n + job[key], 0);
	return (
		<section class="sheet" aria-label={job.name}>
			<h2 class="sheet__title">{job.name} <Tag kind={kinds[job.state]}>{w(job.state)}</Tag></h2>
			{!over(job) && (
				<div role="status">
					<progress class="progress" max={job.total ?? 1} value={job.total ? sum : undefined} aria-label={w('running')} />
					{job.total !== null && <p>{w('progress', { n: number(sum), total: number(job.total) })}</p>}
					<p class="soft">{w('leave')}</p>
				</div>
			)}
			{job.state === 'failed' && <Notice kind="stop">{both({ vi: job.error ?? '', en: job.error_en })}</Notice>}
			<dl class="numbers">
				<div><dt>{w('total')}</dt><dd>{number(job.total ?? sum)}</dd></div>
				{counts.map((key) => <div key={key}><dt>{w(key)}</dt><dd>{number(job[key])}</dd></div>)}
			</dl>
			{job.state === 'done' && (
				<p class="import__result"><a class="govuk-button govuk-button--secondary" href={unitPath('jobs', job.id, 'result.xlsx')} download>{w('download')}</a><br />
					<span class="soft">{w('downloadHint')}</span></p>
			)}
			{over(job) && <Refused job={job} />}
		</section>
	);
}

function useJobs(): { jobs: Job[] | null; add: (job: Job) => void } {
	const [jobs, setJobs] = useState<Job[] | null>(null);
	const refresh = () => poll<{ items: Job[] }>(unitPath('jobs')).then(({ items }) => setJobs(items), () => {});
	useEffect(() => { void refresh(); }, []);
	const busy = jobs?.some((job) => !over(job)) ?? true;
	useEffect(() => {
		const timer = busy ? setInterval(refresh, EVERY) : undefined;
		return () => clearInterval(timer);
	}, [busy]);
	return { jobs, add: (job) => setJobs([job, ...(jobs ?? []).filter((j) => j.id !== job.id)]) };
}

export function Import() {
	const { jobs, add } = useJobs();
	const [file, setFile] = useState<File | null>(null);
	const [invite, setInvite] = useState(!!session.value);
	const [shown, show] = useState<string | null>(null);
	const [tried, setTried] = useState(false);
	const action = useAction();
	const send = (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (file)
			void action.run(async () => {
				const to = session.value && invite ? `?session_id=${encodeURIComponent(session.value.id)}` : '';
				const job = await upload<Job>(unitPath('imports', 'people') + to, file);
				add(job);
				show(job.id);
			});
	};
	const open = jobs?.find((job) => job.id === shown) ?? jobs?.[0];
	const rest = jobs?.filter((job) => job !== open) ?? [];
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<form class="sheet" onSubmit={send} noValidate>
				<MistakeBox mistake={action.mistake} />
				<div class={`govuk-form-group ${tried && !file ? 'govuk-form-group--error' : ''}`}>
					<label class="govuk-label" for="file">{w('file')}</label>
					<div id="file-hint" class="govuk-hint">{w('fileHint')}</div>
					{tried && !file && <p id="file-error" class="govuk-error-message">{w('needFile')}</p>}
					<input id="file" class="govuk-visually-hidden" type="file" accept=".xls,.xlsx,.csv" aria-describedby="file-hint file-error"
						onChange={(e) => setFile(e.currentTarget.files?.[0] ?? null)} />
					<label class="file" for="file"><span class="file__choose">{w('choose')}</span> <span>{file?.name ?? w('noFile')}</span></label>
				</div>
				{session.value && <Check id="invite" label={w('invite')} checked={invite} onChange={setInvite} />}
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('send')}</Button></div>
			</form>
			{jobs?.length === 0 && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			{open && <Outcome job={open} />}
			{rest.length > 0 && (
				<Table caption={w('earlier')} rows={rest} rowKey={(job) => job.id} columns={[
					{ name: w('file'), cell: (job) => job.name, heading: true },
					{ name: w('total'), cell: (job) => number(job.total ?? 0), numeric: true },
					{ name: w('refused'), cell: (job) => number(job.refused), numeric: true },
					{ name: w('open'), cell: (job) => <Button kind="quiet" aria-label={w('openOf', { name: job.name })} onClick={() => show(job.id)}>{w('open')}</Button> },
				]} />
			)}
		</>
	);
}
