// What was sent to this phone number; also where the SMS never came.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { get } from '../../shared/api';
import { Button } from '../../shared/button';
import { moment } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty, Tag } from '../../shared/notice';
import { Shown } from '../parts';
import { useSeen } from '../seen';
import type { Message } from '../types';

const w = words({
	none: ['Chưa có tin nhắn', 'No messages yet'],
	noneMore: ['Lời mời, lời nhắc và kết quả gửi tới số này cũng hiện ở đây.', 'Invitations, reminders and results for this number are shown here too.'],
	secret: ['Tin nhắn này có đường dẫn hoặc mã riêng nên nội dung không được lưu lại.', 'This message held a private link or code, so its text is not kept.'],
	more: ['Xem tin cũ hơn', 'Older messages'],
	waiting: ['Chờ gửi', 'Waits'], delivered: ['Đã nhận', 'Delivered'], failed: ['Không gửi được', 'Not delivered'],
});

const MESSAGES = '/api/v1/book/messages';
interface Page { items: Message[]; next: string | null }

function State({ state }: { state: string }) {
	if (state === 'delivered')
		return <Tag kind="good">{w('delivered')}</Tag>;
	if (['failed', 'expired', 'refused', 'undelivered'].includes(state))
		return <Tag kind="stop">{w('failed')}</Tag>;
	return state === 'sent' ? null : <Tag kind="wait">{w('waiting')}</Tag>;
}

export function MessagesPage() {
	const first = useSeen<Page>(MESSAGES);
	const [older, setOlder] = useState<Page[]>([]);
	const action = useAction();
	return (
		<Shown of={first}>{(page) => {
			const items = [page, ...older].flatMap((p) => p.items);
			const next = (older.at(-1) ?? page).next;
			return items.length ? (
				<>
					<ul class="members">
						{items.map((m) => (
							<li class="card" key={m.id}><p class="soft">{m.sent_at && moment(m.sent_at)} <State state={m.state} /></p>{m.text ? <p class="message">{m.text}</p> : <p class="soft">{w('secret')}</p>}</li>
						))}
					</ul>
					{next && <Button kind="second" busy={action.busy}
						onClick={() => void action.run(async () => { const got = await get<Page>(`${MESSAGES}?after=${next}`); setOlder([...older, got]); })}>{w('more')}</Button>}
				</>
			) : <Empty title={w('none')}>{w('noneMore')}</Empty>;
		}}</Shown>
	);
}
