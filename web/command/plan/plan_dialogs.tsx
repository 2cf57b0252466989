// Deciding about a plan: publishing with what it costs, cancelling, dropping a re-planning.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { Choice, TextArea, TextField } from '../../shared/field';
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import { useLoaded } from '../../shared/loaded';
import { Notice } from '../../shared/notice';
import { ErrorSummary } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { ChangedMistake } from '../conflict';
import { ours } from '../own';
import { c } from '../text';
import { dong, p } from './text';
import type { Plan, Prices } from './types';

const w = words({
	publish: ['Công bố kế hoạch?', 'Publish the plan?'],
	publishAgain: ['Công bố phần thay đổi?', 'Publish the changes?'],
	say: ['{n} người sẽ có lịch hẹn và nhận tin nhắn; chi phí khoảng {cost}.', '{n} people get an appointment and a message; it costs about {cost}.'],
	sayAgain: ['{n} người được xếp lại và nhận tin nhắn; chi phí khoảng {cost}. Những người khác giữ nguyên lịch hẹn và không nhận tin.', '{n} people change and get a message; it costs about {cost}. All others keep their appointment and hear nothing.'],
	unknown: ['… ₫', '… ₫'],
	price: ['{parts} tin SMS mỗi người, {price} mỗi tin; tên và địa chỉ dài có thể thêm một tin.', '{parts} SMS each at {price}; long names and addresses may take one more.'],
	nowhere: ['{n} người chưa có chỗ vẫn chờ và không nhận tin.', '{n} people without a place wait on and hear nothing.'],
	quiet: ['Không gửi từ {from} đến {to}: tin nào chưa kịp gửi sẽ đi vào sáng hôm sau.', 'Nothing is sent from {from} to {to}: what is left goes out in the morning.'],
	rate: ['Gửi nhanh đến mức nào?', 'How fast?'],
	rateHint: ['Gửi từ từ giúp đường dây nóng và các trạm không bị gọi dồn.', 'Slower sending keeps hotline and stations from being called all at once.'],
	full: ['Nhanh nhất có thể', 'As fast as it goes'],
	perSecond: ['{n} tin mỗi giây', '{n} a second'],
	other: ['Số khác', 'Another number'],
	otherLabel: ['Số tin mỗi giây', 'Messages a second'],
	needRate: ['Nhập số tin mỗi giây, từ 1 đến 1.000.', 'Type messages a second, 1 to 1,000.'],
	takes: ['Gửi hết trong khoảng {time}, không kể giờ nghỉ.', 'All are sent within about {time}, quiet hours aside.'],
	takesFull: ['Tốc độ tùy cổng tin nhắn.', 'The gateway sets the pace.'],
	seconds: ['{n} giây', '{n} seconds'],
	minutes: ['{n} phút', '{n} minutes'],
	hours: ['{n} giờ', '{n} hours'],
	noBack: ['Sau khi công bố không rút lại được; chỗ và giờ có thể đổi bằng cách xếp lại, tin chưa gửi có thể dừng.', 'It cannot be taken back; places and hours can be changed by planning again, messages not sent yet can be stopped.'],
	button: ['Công bố và gửi tin', 'Publish and send'],
	started: ['Đang công bố; theo dõi ở trang này', 'Publishing; follow it on this page'],
	cancel: ['Hủy kế hoạch?', 'Cancel the plan?'],
	cancelLead: ['Kế hoạch bị hủy vẫn còn trong danh sách cùng lý do. Chưa ai được báo; mọi người vẫn chờ.', 'A cancelled plan stays in the list with its reason. Nobody was told; everybody waits on.'],
	cancelButton: ['Hủy kế hoạch', 'Cancel the plan'],
	cancelled: ['Đã hủy kế hoạch', 'The plan is cancelled'],
	discard: ['Bỏ bản xếp lại?', 'Drop the re-planning?'],
	discardLead: ['Kế hoạch giữ nguyên như đã công bố. Những người bị ảnh hưởng vẫn ở mục “cần xếp lại”.', 'The plan stays as it was published. Who is affected is still to be placed again.'],
	discardButton: ['Bỏ bản xếp lại', 'Drop it'],
	discarded: ['Đã bỏ bản xếp lại', 'The re-planning is dropped'],
});

interface Deciding { plan: Plan; onClose: () => void; onDone: (plan: Plan) => void; reload: () => Promise<void> }
const rates = ['0', '10', '50', 'other'] as const;
const MOST_RATE = 1000;

function timeOf(seconds: number): string {
	if (seconds < 90)
		return w('seconds', { n: number(Math.ceil(seconds)) });
	return seconds < 5400 ? w('minutes', { n: number(Math.ceil(seconds / 60)) }) : w('hours', { n: number(Math.ceil(seconds / 3600)) });
}

export function Publish({ plan, onClose, onDone, reload }: Deciding) {
	const [rate, setRate] = useState<string>('0');
	const [other, setOther] = useState('20');
	const [tries, setTries] = useState(0);
	const prices = useLoaded<Prices>(ours('messages', 'prices'));
	const action = useAction();
	const typed = /^\d{1,4}$/.test(other.trim()) && Number(other) >= 1 && Number(other) <= MOST_RATE ? Number(other) : null;
	const perSecond = rate === 'other' ? typed : Number(rate);
	const people = plan.again ? plan.changed : plan.placed;
	const price = prices.value?.items.find((x) => x.code === (plan.again ? 'invitation_changed' : 'invitation'));
	const cost = price ? dong(number(people * price.cost)) : w('unknown');
	const mistakes = perSecond === null ? [{ id: 'rate-typed', text: w('needRate') }] : [];
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			await action.run(async () => {
				onDone(await post<Plan>(ours('plans', plan.id, 'publish'), { version: plan.version, rate: perSecond }));
				tell(w('started'));
			});
	};
	return (
		<Dialog title={w(plan.again ? 'publishAgain' : 'publish')} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<Notice kind="warning">
					<p><strong>{w(plan.again ? 'sayAgain' : 'say', { n: number(people), cost })}</strong></p>
					{price && prices.value && <p>{w('price', { parts: price.parts, price: dong(number(prices.value.price)) })}</p>}
					{plan.nowhere > 0 && <p>{w('nowhere', { n: number(plan.nowhere) })}</p>}
				</Notice>
				<ErrorSummary tries={tries} mistakes={mistakes} />
				<ChangedMistake what="plan" action={action} reload={reload} />
				<Choice id="rate" legend={w('rate')} hint={w('rateHint')} value={rate} onChange={setRate} options={rates.map((value) => ({ value, text: value === '0' ? w('full') : value === 'other' ? w('other') : w('perSecond', { n: value }) }))} />
				{rate === 'other' && <TextField id="rate-typed" label={w('otherLabel')} value={other} onInput={setOther} width={4} inputMode="numeric" error={tries ? mistakes[0]?.text : undefined} />}
				<p role="status" class="soft">{perSecond ? w('takes', { time: timeOf(people / perSecond) }) : w('takesFull')} {prices.value && w('quiet', { from: prices.value.quiet_from, to: prices.value.quiet_to })}</p>
				<p class="soft">{w('noBack')}</p>
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('button')}</Button><Button kind="quiet" onClick={onClose}>{p('notSent')}</Button></div>
			</form>
		</Dialog>
	);
}

function Decide({ plan, what, title, lead, button, told, needWhy, onClose, onDone, reload }: Deciding & {
	what: 'cancel' | 'discard'; title: string; lead: string; button: string; told: string; needWhy: boolean;
}) {
	const [why, setWhy] = useState('');
	const [tried, setTried] = useState(false);
	const action = useAction();
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (!needWhy || why.trim())
			await action.run(async () => {
				onDone(await post<Plan>(ours('plans', plan.id, what), { version: plan.version, ...(needWhy ? { why: why.trim() } : {}) }));
				tell(told);
			});
	};
	return (
		<Dialog title={title} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<p class="login__lead">{lead}</p>
				<ChangedMistake what="plan" action={action} fields={needWhy ? ['why'] : []} reload={reload} />
				{needWhy && <TextArea id="why" label={c('why')} value={why} onInput={setWhy} rows={2} error={(tried && !why.trim() ? p('needWhy') : undefined) ?? action.about('why')} />}
				<div class="buttons"><Button type="submit" kind="danger" data-first={!needWhy || undefined} busy={action.busy}>{button}</Button><Button kind="quiet" onClick={onClose}>{p('notSent')}</Button></div>
			</form>
		</Dialog>
	);
}

export const CancelPlan = (props: Deciding) => <Decide {...props} what="cancel" title={w('cancel')} lead={w('cancelLead')} button={w('cancelButton')} told={w('cancelled')} needWhy />;
export const Discard = (props: Deciding) => <Decide {...props} what="discard" title={w('discard')} lead={w('discardLead')} button={w('discardButton')} told={w('discarded')} needWhy={false} />;
