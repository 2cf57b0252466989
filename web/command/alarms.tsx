// Open alarms of the stores here and below: what happened, where, what to do, and closing those that need a person.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { moment } from '../shared/format';
import { words } from '../shared/lang';
import type { Items } from '../shared/loaded';
import { Empty, Notice } from '../shared/notice';
import { link } from '../shared/route';
import { tell } from '../shared/toast';
import type { Alarm } from '../shared/types';
import { may } from '../station/account';
import { aboutAlarm } from '../station/alarm_text';
import { ReasonDialog } from '../station/reason_dialog';
import { Waiting } from './loading';
import { of, ours, useFresh } from './own';

const w = words({
	title: ['Cảnh báo kho', 'Alarms of the stores'],
	lead: ['Những gì phải xem ngay ở các kho trong phạm vi của đơn vị.', 'What must be looked at now in the stores of the unit.'],
	none: ['Không có cảnh báo kho nào', 'No alarms of the stores'],
	noneMore: ['Cảnh báo mới hiện ở đây trong vòng một phút.', 'New alarms appear here within a minute.'],
	others: ['{n} cảnh báo khác (chứng nhận, tra cứu, nhật ký) xem ở trang điểm tiêm.', '{n} other alarms (certificates, look-ups, trail) are on the page of the sites.'],
	more: ['Còn cảnh báo cũ hơn không hiện ở đây.', 'There are older ones that are not shown here.'],
	urgent: ['Khẩn', 'Urgent'],
	look: ['Cần hỏi', 'To ask'],
	since: ['từ {from}, gần nhất {seen}', 'since {from}, last seen {seen}'],
	close: ['Đã xem xét…', 'I looked into it…'],
	closeTitle: ['Đóng cảnh báo', 'Close the alarm'],
	closeLead: ['Ghi điều đã tìm thấy. Tên bạn và điều này được lưu cùng cảnh báo.', 'Say what was found. Your name and this are kept with the alarm.'],
	closed: ['Đã đóng cảnh báo.', 'The alarm is closed.'],
	bySelf: ['Cảnh báo này tự hết khi sổ khớp.', 'This one ends by itself when the books agree.'],
	shipments: ['Xem hàng trên đường', 'See what is on the way'],
	differences: ['Xem chênh lệch', 'See the differences'],
	table: ['Xem bảng các tỉnh', 'See the table of the provinces'],
});

const ways = { cold_chain: ['shipments'], stock_unbacked: ['reports', 'open'], doses_over_allocated: ['table'] } as Record<string, string[]>;
const wayNames = { cold_chain: 'shipments', stock_unbacked: 'differences', doses_over_allocated: 'table' } as const;
export const logistics = (a: Alarm): boolean => a.kind in ways;

function Item({ alarm, reload }: { alarm: Alarm; reload: () => Promise<void> }) {
	const [closing, setClosing] = useState(false);
	const action = useAction();
	const { title, text, urgent, byHand } = aboutAlarm(alarm);
	return (
		<li>
			<Notice kind={urgent ? 'stop' : 'warning'}>
				<h2 class="govuk-heading-m">{w(urgent ? 'urgent' : 'look')}: {title}</h2>
				<p><strong>{alarm.unit_name}</strong></p>
				<p>{text}</p>
				<p class="soft">{w('since', { from: moment(alarm.raised_at), seen: moment(alarm.seen_at) })}</p>
				<p><a class="row-link" href={link(...ways[alarm.kind]!)}>{w(wayNames[alarm.kind as keyof typeof wayNames])}</a></p>
				{byHand && may('alarm_close') ? <Button kind="second" onClick={() => setClosing(true)}>{w('close')}</Button> : !byHand && <p class="soft">{w('bySelf')}</p>}
			</Notice>
			{closing && <ReasonDialog title={w('closeTitle')} lead={<p>{w('closeLead')}</p>} button={w('closeTitle')} action={action} onClose={() => setClosing(false)}
				onGive={(why) => action.run(async () => {
					await post(of(alarm.unit_id, 'alarms', alarm.id, 'close'), { why });
					tell(w('closed'));
					await reload();
				})} />}
		</li>
	);
}

export function Alarms() {
	const loaded = useFresh<Items<Alarm>>(ours('alarms'));
	const items = loaded.value?.items.filter(logistics) ?? [];
	const others = (loaded.value?.items.length ?? 0) - items.length;
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			<Waiting of={loaded} />
			{loaded.value && !items.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			<ul class="plain-list">{items.map((a) => <Item key={a.id} alarm={a} reload={loaded.reload} />)}</ul>
			{others > 0 && <p><a href="/station">{w('others', { n: others })}</a></p>}
			{loaded.value?.next && <p class="soft">{w('more')}</p>}
		</>
	);
}
