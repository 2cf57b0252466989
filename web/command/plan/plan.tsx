// A plan: where it stands, what comes next, and its parts.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { poll, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { date, moment, number } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { useLoaded } from '../../shared/loaded';
import { Notice, Tag } from '../../shared/notice';
import { link } from '../../shared/route';
import { may } from '../../station/account';
import { ChangedMistake } from '../conflict';
import { Waiting } from '../loading';
import { ours } from '../own';
import { AffectedList } from './plan_affected';
import { CancelPlan, Discard, Publish } from './plan_dialogs';
import { PlanFigures } from './plan_figures';
import { PlanChange } from './plan_form';
import { PlanPeople } from './plan_people';
import { PlanProgress, Invitations } from './plan_progress';
import { PlanSessions } from './plan_sessions';
import { PlanStocks } from './plan_stock';
import { planState, planTag, productName } from './text';
import type { Plan } from './types';

const w = words({
	back: ['Mọi kế hoạch', 'All plans'],
	days: ['{from} – {to} · {products}', '{from} – {to} · {products}'],
	made: ['{by} lập {at}', 'Made by {by}, {at}'],
	published: ['{by} công bố {at}', 'Published by {by}, {at}'],
	somebody: ['Hệ thống', 'The system'],
	why: ['Lý do: {why}', 'Reason: {why}'],
	next: ['Việc tiếp theo', 'What comes next'],
	draft: ['Kế hoạch chưa được xếp chỗ. Xếp chỗ để xem ai được tiêm ở đâu, khi nào.', 'Nobody is placed yet. Place people to see who would be vaccinated where and when.'],
	computing: ['Máy tính đang xếp chỗ. Bạn có thể rời trang này; việc vẫn tiếp tục.', 'People are being placed. You may leave this page; it goes on.'],
	preview: ['Xem kết quả dưới đây, sửa tay nếu cần rồi xếp lại. Chưa ai nhận tin nhắn cho đến khi bạn công bố.', 'Look at the result, correct it where needed and compute again. Nobody gets a message until you publish.'],
	again: ['Đây là bản xếp lại của một kế hoạch đã công bố: ít người bị chuyển nhất có thể. Xem ai thay đổi, rồi công bố phần thay đổi hoặc bỏ bản này.', 'This is a re-planning of a published plan that moves as few people as possible. See who changes, then publish the changes or drop them.'],
	publishing: ['Đang tạo buổi tiêm, xếp hẹn và gửi tin. Bạn có thể rời trang này; việc vẫn tiếp tục.', 'Sessions, appointments and messages are being made. You may leave this page; it goes on.'],
	publishedNext: ['Kế hoạch đang có hiệu lực. Theo dõi tin mời dưới đây; nếu buổi tiêm bị hủy hoặc hết vắc xin, xếp lại ở đây.', 'The plan is in force. Follow the invitations below; where a session is cancelled or doses are missing, place people again here.'],
	cancelled: ['Kế hoạch này đã bị hủy; chưa ai được báo.', 'This plan was cancelled; nobody was told.'],
	mayLook: ['Tài khoản của bạn xem được kế hoạch nhưng không sửa được.', 'Your account may look at plans but not change them.'],
	compute: ['Xếp chỗ', 'Place people'],
	computeAgain: ['Xếp lại từ đầu', 'Compute again'],
	change: ['Sửa câu trả lời', 'Change the answers'],
	publish: ['Công bố và gửi tin mời', 'Publish and invite'],
	publishAgain: ['Công bố phần thay đổi', 'Publish the changes'],
	discard: ['Bỏ bản xếp lại', 'Drop the re-planning'],
	cancel: ['Hủy kế hoạch', 'Cancel the plan'],
	failed: ['Lần xếp chỗ vừa rồi không xong: {why}', 'The last computation failed: {why}'],
	overview: ['Kết quả', 'Result'],
	sessions: ['Buổi tiêm', 'Sessions'],
	stock: ['Vắc xin', 'Doses'],
	people: ['Từng người', 'People'],
	parts: ['Các phần của kế hoạch', 'Parts of the plan'],
	waiting: ['Đang chờ', 'Waiting'],
	inPlan: ['Trong bản xếp lại', 'Planned again'],
	placed: ['Được xếp chỗ', 'Placed'],
	nowhere: ['Chưa có chỗ', 'No place'],
	changed: ['Sẽ thay đổi', 'Will change'],
	failedPlaces: ['Không công bố được', 'Not published'],
	affected: ['Cần xếp lại', 'To be placed again'],
	took: ['Đọc dữ liệu {load} s, xếp chỗ {plan} s, ghi {keep} s', 'Loaded in {load} s, placed in {plan} s, kept in {keep} s'],
});
const parts = ['overview', 'sessions', 'stock', 'people'] as const;
type Part = (typeof parts)[number];
type Act = 'publish' | 'cancel' | 'discard';

const SOON = 1500, LIVE = 3000, LATER = 60_000;
const sendingYet = (plan: Plan) => !!plan.messages && plan.messages.waiting + plan.messages.sending > 0;
const everyOf = (plan: Plan | null) => (!plan || plan.state === 'computing' || plan.state === 'publishing' ? SOON : sendingYet(plan) ? LIVE : LATER);

// The plan, asked for again as often as something is moving.
function useMovingPlan(id: string) {
	const address = ours('plans', id);
	const loaded = useLoaded<Plan>(address);
	const [newer, setNewer] = useState<Plan | null>(null);
	const plan = newer ?? loaded.value;
	const every = everyOf(plan);
	useEffect(() => {
		const look = () => {
			if (!document.hidden)
				poll<Plan>(address).then(setNewer, () => {}); // the banner tells; the next one tries again
		};
		const timer = setInterval(look, every);
		document.addEventListener('visibilitychange', look);
		return () => { clearInterval(timer); document.removeEventListener('visibilitychange', look); };
	}, [address, every]);
	return { loaded, plan, set: setNewer, reload: () => poll<Plan>(address).then(setNewer, () => {}) };
}

const seconds = (ms: number | null | undefined) => ((ms ?? 0) / 1000).toFixed(1).replace('.', ',');

function Head({ plan }: { plan: Plan }) {
	return (
		<>
			<h1 class="govuk-heading-l">{plan.title} <Tag kind={planTag(plan.state)}>{planState(plan.state)}</Tag></h1>
			<p class="lead">{w('days', { from: date(plan.starts_on), to: date(plan.ends_on), products: plan.products.map(productName).join(', ') })}</p>
			<p class="soft login__lead">{w('made', { by: plan.created_by ?? w('somebody'), at: moment(plan.created_at) })}
				{plan.published_at && ` · ${w('published', { by: plan.published_by ?? w('somebody'), at: moment(plan.published_at) })}`}{plan.why && ` · ${w('why', { why: plan.why })}`}</p>
		</>
	);
}

function Numbers({ plan }: { plan: Plan }) {
	if (!plan.computed_at)
		return null;
	return (
		<>
			<dl class="numbers">
				<div><dt>{w(plan.again && plan.state === 'preview' ? 'inPlan' : 'waiting')}</dt><dd>{number(plan.people)}</dd></div>
				<div><dt>{w('placed')}</dt><dd>{number(plan.placed)}</dd></div>
				<div class={plan.nowhere ? 'numbers__off' : ''}><dt>{w('nowhere')}</dt><dd>{number(plan.nowhere)}</dd></div>
				{plan.again && plan.state === 'preview' && <div><dt>{w('changed')}</dt><dd>{number(plan.changed)}</dd></div>}
				{plan.failed > 0 && <div class="numbers__off"><dt>{w('failedPlaces')}</dt><dd>{number(plan.failed)}</dd></div>}
				{plan.affected_people > 0 && <div class="numbers__off"><dt>{w('affected')}</dt><dd>{number(plan.affected_people)}</dd></div>}
			</dl>
			{(plan.load_ms ?? 0) + (plan.plan_ms ?? 0) + (plan.keep_ms ?? 0) >= 1000 && <p class="soft login__lead">{w('took', { load: seconds(plan.load_ms), plan: seconds(plan.plan_ms), keep: seconds(plan.keep_ms) })}</p>}
		</>
	);
}

const nextText = (plan: Plan) => w(plan.state === 'published' ? 'publishedNext' : plan.state === 'preview' && plan.again ? 'again' : plan.state);

function Next({ plan, onPlan, choose, reload }: { plan: Plan; onPlan: (plan: Plan) => void; choose: (act: Act) => void; reload: () => Promise<void> }) {
	const action = useAction();
	const start = (what: 'compute' | 'replan') => void action.run(async () => onPlan(await post<Plan>(ours('plans', plan.id, what), { version: plan.version })));
	const draft = plan.state === 'draft', preview = plan.state === 'preview';
	return (
		<section class="sheet" aria-labelledby="next">
			<h2 id="next" class="sheet__title">{w('next')}</h2>
			{plan.error_vi && <Notice kind="stop">{w('failed', { why: both({ vi: plan.error_vi, en: plan.error_en }) })}</Notice>}
			<p>{nextText(plan)}</p>
			<ChangedMistake what="plan" action={action} reload={reload} />
			{(plan.state === 'computing' || plan.state === 'publishing') && <PlanProgress plan={plan} />}
			{!may('plan') ? <p class="soft">{w('mayLook')}</p> : (
				<div class="buttons">
					{draft && <Button busy={action.busy} onClick={() => start('compute')}>{w('compute')}</Button>}
					{preview && <Button onClick={() => choose('publish')}>{w(plan.again ? 'publishAgain' : 'publish')}</Button>}
					{preview && <Button kind="second" busy={action.busy} onClick={() => start(plan.again ? 'replan' : 'compute')}>{w('computeAgain')}</Button>}
					{(draft || preview) && !plan.again && <a class="govuk-button govuk-button--secondary" href={link('plans', plan.id, 'change')}>{w('change')}</a>}
					{preview && plan.again && <Button kind="danger" onClick={() => choose('discard')}>{w('discard')}</Button>}
					{(draft || preview) && !plan.again && <Button kind="danger" onClick={() => choose('cancel')}>{w('cancel')}</Button>}
				</div>
			)}
		</section>
	);
}

function Body({ part, rest, plan, onPlan, reload }: { part: Part; rest: string[]; plan: Plan; onPlan: (plan: Plan) => void; reload: () => Promise<void> }) {
	const mark = `${plan.computed_at} ${plan.state}`; // a new computation is looked at anew
	switch (part) {
	case 'overview': return <PlanFigures key={mark} plan={plan} />;
	case 'sessions': return <PlanSessions key={mark} plan={plan} onPlan={onPlan} reload={reload} />;
	case 'stock': return <PlanStocks key={mark} plan={plan} onPlan={onPlan} reload={reload} />;
	case 'people': return <PlanPeople key={mark} plan={plan} rest={rest} reload={reload} />;
	}
}

// rest: the part of the plan and what follows it; change: its answers.
export function PlanPage({ id, rest }: { id: string; rest: string[] }) {
	const { loaded, plan, set, reload } = useMovingPlan(id);
	const [act, choose] = useState<Act | null>(null);
	if (!plan)
		return <><a class="crumb" href={link('plans')}>{w('back')}</a><Waiting of={loaded} /></>;
	if (rest[0] === 'change')
		return <PlanChange plan={plan} at={rest[1]} reload={() => poll<Plan>(ours('plans', id)).then((now) => { set(now); return now; })} />;
	const part = parts.find((x) => x === rest[0]) ?? 'overview';
	const done = (to: Plan) => { set(to); choose(null); };
	const deciding = { plan, onClose: () => choose(null), onDone: done, reload };
	return (
		<>
			<a class="crumb" href={link('plans')}>{w('back')}</a>
			<Head plan={plan} />
			<Numbers plan={plan} />
			<Next plan={plan} onPlan={set} choose={choose} reload={reload} />
			{plan.state === 'published' && <AffectedList plan={plan} onPlan={set} reload={reload} />}
			{plan.messages && plan.messages.total > 0 && <Invitations plan={plan} messages={plan.messages} onPlan={set} />}
			{plan.computed_at && plan.state !== 'computing' && (
				<>
					<nav class="parts section" aria-label={w('parts')}><ul>
						{parts.filter((x) => x !== 'people' || may('person_read')).map((x) => <li key={x}><a class="parts__tab" href={link('plans', id, x)} aria-current={x === part ? 'page' : undefined}>{w(x)}</a></li>)}
					</ul></nav>
					<Body part={part} rest={rest.slice(1)} plan={plan} onPlan={set} reload={reload} />
				</>
			)}
			{act === 'publish' && <Publish {...deciding} />}
			{act === 'cancel' && <CancelPlan {...deciding} />}
			{act === 'discard' && <Discard {...deciding} />}
		</>
	);
}
