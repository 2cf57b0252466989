// How far something is: the worker's steps, and the messages of a published plan.
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { may } from '../../station/account';
import { ours } from '../own';
import { dong } from './text';
import type { Plan, Sending } from './types';

const w = words({
	doses: ['Đếm vắc xin ở từng điểm', 'Counting the doses of each site'],
	people: ['Đọc danh sách chờ', 'Reading who waits'],
	placing: ['Xếp chỗ theo thứ tự ưu tiên', 'Placing by priority'],
	keeping: ['Ghi kết quả', 'Keeping the result'],
	sessions: ['Tạo các buổi tiêm', 'Making the sessions'],
	places: ['Xếp hẹn và gửi tin', 'Making appointments and messages'],
	starting: ['Đang bắt đầu…', 'Beginning…'],
	of: ['{step}: {done} / {total}', '{step}: {done} / {total}'],
	title: ['Tin mời', 'Invitations'],
	say: ['{total} tin: {delivered} đã đến máy, {sent} đã gửi đang chờ báo, {waiting} chờ gửi, {failed} không đến được.', '{total} messages: {delivered} delivered, {sent} sent and not reported yet, {waiting} waiting, {failed} not delivered.'],
	all: ['Đã gửi xong.', 'All are sent.'],
	delivered: ['Đã đến máy', 'Delivered'],
	sent: ['Đã gửi', 'Sent'],
	waiting: ['Chờ gửi', 'Waiting'],
	failed: ['Không đến được', 'Not delivered'],
	cancelled: ['Thu lại trước khi gửi', 'Taken back before sending'],
	stop: ['Dừng gửi', 'Stop sending'],
	stopHelp: ['Dừng ngay các tin chưa gửi nếu kế hoạch có sai sót. Hẹn của mọi người vẫn giữ; bạn có thể gửi tiếp bất cứ lúc nào.', 'Stops what is not sent yet, if the plan is wrong. All appointments stand; you may resume at any time.'],
	stopped: ['Đã dừng gửi: {waiting} tin đang chờ. Người được xếp vẫn giữ hẹn nhưng chưa được nhắn. Nếu kế hoạch sai, hãy xếp lại và công bố phần thay đổi trước khi gửi tiếp: tin cũ của người bị đổi hẹn sẽ không gửi nữa.', 'Stopped: {waiting} messages wait. People keep their appointments but were not told. If the plan is wrong, place again and publish the changes before you resume: whoever is moved does not get the old message.'],
	stoppedAll: ['Đã dừng gửi. Không còn tin nào chờ; tin mới của kế hoạch này cũng sẽ chờ.', 'Stopped. No message waits; new ones of this plan would wait, too.'],
	resume: ['Gửi tiếp', 'Resume sending'],
	resuming: ['Đang gửi tiếp…', 'Resuming…'],
	parts: ['Số tin SMS', 'SMS'],
	cost: ['Chi phí', 'Cost'],
	help: ['Người không nhận được tin vẫn giữ hẹn: trạm y tế gọi điện, và hẹn có trong Sổ sức khỏe điện tử.', 'Who got no message keeps the appointment: the health station calls, and the health book shows it.'],
});
const steps = ['doses', 'people', 'placing', 'keeping', 'sessions', 'places'] as const;

export function PlanProgress({ plan }: { plan: Plan }) {
	const step = steps.find((s) => s === plan.step);
	const total = plan.total ?? 0, done = plan.done ?? 0;
	const text = !step ? w('starting') : total ? w('of', { step: w(step), done: number(done), total: number(total) }) : w(step);
	return (
		<div class="working">
			<p role="status">{text}</p>
			{total > 0 ? <progress class="progress" value={done} max={total} aria-label={text} /> : <progress class="progress" aria-label={text} />}
		</div>
	);
}

// The brake works at once; resuming undoes it.
function Brake({ plan, messages, waiting, onPlan }: { plan: Plan; messages: Sending; waiting: number; onPlan: (plan: Plan) => void }) {
	const action = useAction(), stopped = messages.flow === 'stopped';
	if (!waiting && !stopped)
		return null;
	const turn = (how: 'stop' | 'resume') => void action.run(async () => onPlan(await post<Plan>(ours('plans', plan.id, 'messages', how), {})));
	return (
		<>
			{stopped && <Notice kind="warning">{waiting ? w('stopped', { waiting: number(waiting) }) : w('stoppedAll')}</Notice>}
			{messages.flow === 'resuming' && <p role="status">{w('resuming')}</p>}
			{action.mistake && <Notice kind="stop">{action.mistake.text}</Notice>}
			{may('plan') && (stopped
				? <Button busy={action.busy} onClick={() => turn('resume')}>{w('resume')}</Button>
				: <><Button kind="danger" busy={action.busy} onClick={() => turn('stop')}>{w('stop')}</Button><p class="soft">{w('stopHelp')}</p></>)}
		</>
	);
}

export function Invitations({ plan, messages: m, onPlan }: { plan: Plan; messages: Sending; onPlan: (plan: Plan) => void }) {
	const waiting = m.waiting + m.sending, lost = m.failed + m.expired;
	const share = (n: number) => ({ width: `${(100 * n) / Math.max(1, m.total)}%` });
	return (
		<section class="section" aria-labelledby="invitations">
			<h2 id="invitations" class="govuk-heading-m">{w('title')}</h2>
			<p role="status">{w('say', { total: number(m.total), delivered: number(m.delivered), sent: number(m.sent), waiting: number(waiting), failed: number(lost) })} {!waiting && <strong>✓ {w('all')}</strong>}</p>
			<Brake plan={plan} messages={m} waiting={waiting} onPlan={onPlan} />
			<div class="share" aria-hidden="true"><span class="share__delivered" style={share(m.delivered)} /><span class="share__sent" style={share(m.sent)} /><span class="share__failed" style={share(lost)} /></div>
			<dl class="numbers numbers--small">
				<div><dt><span class="share__key share__delivered" aria-hidden="true" />{w('delivered')}</dt><dd>{number(m.delivered)}</dd></div>
				<div><dt><span class="share__key share__sent" aria-hidden="true" />{w('sent')}</dt><dd>{number(m.sent)}</dd></div>
				<div><dt><span class="share__key" aria-hidden="true" />{w('waiting')}</dt><dd>{number(waiting)}</dd></div>
				<div class={lost ? 'numbers__off' : ''}><dt><span class="share__key share__failed" aria-hidden="true" />{w('failed')}</dt><dd>{number(lost)}</dd></div>
				{m.cancelled > 0 && <div><dt>{w('cancelled')}</dt><dd>{number(m.cancelled)}</dd></div>}
				<div><dt>{w('parts')}</dt><dd>{number(m.parts)}</dd></div>
				<div><dt>{w('cost')}</dt><dd>{dong(number(m.cost))}</dd></div>
			</dl>
			{lost > 0 && <p class="soft">{w('help')}</p>}
		</section>
	);
}
