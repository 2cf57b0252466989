// One list: how far it is, what is thought of it in words, its rows, and the one button that makes it count.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { poll, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { date, day, number } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { useLoaded } from '../../shared/loaded';
import { Notice, Tag } from '../../shared/notice';
import { MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { unitPath } from '../place';
import { ReasonDialog } from '../reason_dialog';
import { Rows } from './rows';
import { outcomeName, stateName, stateTag, sumsOf, verdictName, type Sums } from './terms';
import { Typed } from './typed';
import type { RollWhole, RowVerdict } from './types';
import { listLink } from './where';

const w = words({
	back: ['Tất cả danh sách', 'All lists'],
	by: ['{organisation}, {date}', '{organisation}, {date}'],
	reading: ['Đang đọc tệp và xét từng dòng: {n} dòng', 'Reading the file and judging its rows: {n} rows'],
	judging: ['Đang xét lại các dòng…', 'Judging rows again…'],
	committing: ['Đang ghi nhận: {n} trên {all} dòng', 'Registering: {n} of {all} rows'],
	withdrawing: ['Đang rút danh sách…', 'Withdrawing the list…'],
	leave: ['Bạn có thể rời trang này, công việc vẫn tiếp tục.', 'You may leave this page; the work goes on.'],
	empty: ['Danh sách chưa có ai. Thêm từng người bên dưới.', 'Nobody is on the list yet. Add people below.'],
	summary: ['Danh sách có {all} dòng: {parts}.', 'The list has {all} rows: {parts}.'],
	part: ['{n} {what}', '{n} {what}'],
	now: ['Nếu ghi nhận bây giờ, {n} dòng được nhận.', 'Registering now takes {n} rows.'],
	waits: ['{n} dòng cần bạn sửa hoặc chọn; những dòng đó chưa được nhận.', '{n} rows need your correction or choice; they are not taken yet.'],
	leftOut: ['{n} dòng đã bỏ.', '{n} rows are left out.'],
	nothing: ['Chưa có ai được đăng ký, cho đến khi bạn bấm “Ghi nhận”.', 'Nobody is registered until you press “Register”.'],
	commit: ['Ghi nhận {n} người', 'Register {n} people'],
	commitNone: ['Không có dòng nào để ghi nhận', 'No rows to register'],
	commitRest: ['Ghi nhận tiếp {n} dòng', 'Register {n} more rows'],
	committed: ['Đã ghi nhận: {parts}.', 'Registered: {parts}.'],
	download: ['Tải tệp kết quả', 'Download the result'],
	downloadHint: ['Mọi dòng của danh sách, cột cuối ghi kết quả. Sửa trong tệp rồi gửi lại cũng được: người đã đăng ký không bị đăng ký hai lần.',
		'Every row with its outcome in the last column. You may correct the file and send it again: nobody is registered twice.'],
	withdraw: ['Rút danh sách', 'Withdraw the list'],
	drop: ['Bỏ bản nháp', 'Drop the draft'],
	withdrawLead: ['Người chỉ được đăng ký nhờ danh sách này sẽ thôi chờ. Ai đã có lịch, hoặc còn được đăng ký nơi khác, thì giữ nguyên.',
		'Who waits only because of this list waits no longer. Who has an appointment, or is registered elsewhere, stays.'],
	dropLead: ['Các dòng của bản nháp bị xóa. Chưa có ai được đăng ký từ bản nháp này.', 'The rows of the draft are deleted. Nobody was registered from it.'],
	withdrawn: ['Đã nhận yêu cầu rút danh sách', 'The list is being withdrawn'],
	why: ['Lý do: {why}', 'Reason: {why}'],
	failed: ['Không đọc được tệp', 'The file could not be read'],
	again: ['Sửa tệp rồi gửi lại ở trang danh sách.', 'Correct the file and send it again from the page of lists.'],
});
const EVERY = 800;
const order: RowVerdict[] = ['new', 'known', 'registered', 'probable', 'number_other', 'in_file', 'error'];

const parts = (entries: [string, number][]) => entries.filter(([, n]) => n).map(([what, n]) => w('part', { n: number(n), what: what.toLocaleLowerCase() })).join(', ');

function Progress({ list, sums }: { list: RollWhole; sums: Sums }) {
	if (!list.busy)
		return null;
	const text = list.state === 'reading' ? w('reading', { n: number(sums.all) })
		: list.state === 'committing' ? w('committing', { n: number(sums.settled + (sums.became.left ?? 0)), all: number(sums.all) })
			: list.state === 'withdrawing' ? w('withdrawing') : w('judging');
	const done = list.state === 'committing' ? sums.settled : sums.all - sums.judging;
	return (
		<div role="status" class="block">
			<progress class="progress" max={sums.all || 1} value={list.state === 'reading' && !done ? undefined : done} aria-label={stateName(list.state)} />
			<p>{text}</p>
			<p class="soft">{w('leave')}</p>
		</div>
	);
}

function Summary({ list, sums }: { list: RollWhole; sums: Sums }) {
	const became = Object.entries(sums.became).map(([o, n]) => [outcomeName(o), n] as [string, number]);
	if (list.state === 'committed' || list.state === 'withdrawn')
		return (
			<div class="list__sum">
				<p class="total">{w('committed', { parts: parts(became) })}</p>
				{sums.undecided > 0 && list.state === 'committed' && <Notice kind="warning">{w('waits', { n: number(sums.undecided) })}</Notice>}
			</div>
		);
	if (list.state !== 'draft')
		return null;
	return (
		<div class="list__sum">
			<p class="total">{sums.all ? w('summary', { all: number(sums.all), parts: parts(order.map((v) => [verdictName(v), sums.by[v] ?? 0])) }) : w('empty')}</p>
			{sums.undecided > 0 && <Notice kind="warning">{w('waits', { n: number(sums.undecided) })}</Notice>}
			{sums.all > 0 && <p>{w('now', { n: number(sums.ready) })} {sums.left > 0 && w('leftOut', { n: number(sums.left) })} <span class="soft">{w('nothing')}</span></p>}
		</div>
	);
}

function Acts({ list, sums, reload }: { list: RollWhole; sums: Sums; reload: () => Promise<void> }) {
	const [asked, ask] = useState(false);
	const action = useAction();
	const draft = list.state === 'draft' || list.state === 'failed';
	const open = list.state === 'draft' || list.state === 'committed';
	const commit = () => void action.run(async () => {
		await post(unitPath('lists', list.id, 'commit'));
		await reload();
	});
	return (
		<>
			<MistakeBox mistake={asked ? null : action.mistake} />
			<div class="buttons">
				{open && sums.ready > 0 && !list.busy && <Button onClick={commit} busy={action.busy}>{w(list.state === 'draft' ? 'commit' : 'commitRest', { n: number(sums.ready) })}</Button>}
				{sums.all > 0 && !list.busy && <a class="govuk-button govuk-button--secondary" href={unitPath('lists', list.id, 'result.xlsx')} download>{w('download')}</a>}
				{(open || list.state === 'failed') && !list.busy && <Button kind="quiet" onClick={() => { action.clear(); ask(true); }}>{w(draft ? 'drop' : 'withdraw')}</Button>}
			</div>
			{list.state === 'committed' && <p class="soft list__hint">{w('downloadHint')}</p>}
			{asked && (
				<ReasonDialog title={w(draft ? 'drop' : 'withdraw')} lead={<p>{w(draft ? 'dropLead' : 'withdrawLead')}</p>} button={w(draft ? 'drop' : 'withdraw')} danger action={action}
					onClose={() => ask(false)} onGive={(why) => action.run(async () => {
						await post(unitPath('lists', list.id, 'withdraw'), { why });
						tell(w('withdrawn'));
						await reload();
					})} />
			)}
		</>
	);
}

// Asks again while something is under way.
function useList(id: string) {
	const { value, mistake, reload } = useLoaded<RollWhole>(unitPath('lists', id));
	const [polled, setPolled] = useState<RollWhole | null>(null);
	const list = polled ?? value;
	const again = () => poll<RollWhole>(unitPath('lists', id)).then(setPolled, () => {});
	useEffect(() => {
		const timer = list?.busy ? setInterval(again, EVERY) : undefined;
		return () => clearInterval(timer);
	}, [list?.busy]);
	return { list, mistake, reload: again, retry: reload };
}

export function ListPage({ id }: { id: string }) {
	const { list, mistake, reload } = useList(id);
	const sums = sumsOf(list?.counts ?? []);
	if (mistake && !list)
		return <Notice kind="stop">{mistake}</Notice>;
	if (!list)
		return null;
	return (
		<>
			<p><a class="code" href={listLink()}>‹ {w('back')}</a></p>
			<section class="sheet" aria-labelledby="list-title">
				<h1 id="list-title" class="govuk-heading-l list__title">{list.name} <Tag kind={stateTag(list.state)}>{stateName(list.state)}</Tag></h1>
				<p class="soft">{w('by', { organisation: list.organisation, date: date(day(new Date(list.created_at))) })}</p>
				{list.why && <p class="soft">{w('why', { why: list.why })}</p>}
				{list.state === 'failed' && <Notice kind="stop"><p><strong>{w('failed')}.</strong> {both({ vi: list.error_vi ?? '', en: list.error_en })}</p><p>{w('again')}</p></Notice>}
				<Progress list={list} sums={sums} />
				<Summary list={list} sums={sums} />
				<Acts list={list} sums={sums} reload={reload} />
			</section>
			{list.state === 'draft' && <Typed list={list} started={!sums.all} onAdded={reload} />}
			{sums.all > 0 && list.state !== 'reading' && <Rows list={list} sums={sums} reload={reload} />}
		</>
	);
}
