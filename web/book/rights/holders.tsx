// The accounts that look after this book; sharing it by a code; ending somebody's access.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { date, day, moment } from '../../shared/format';
import { words } from '../../shared/lang';
import { MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { Card, Shown } from '../parts';
import { personAddress } from '../prefetch';
import { useSeen } from '../seen';
import { accessText, relationName } from '../terms';
import type { HolderOfBook } from '../types';
import type { RightsProps } from './rights';

const w = words({
	me: ['Tài khoản này, số {phone}', 'This account, {phone}'],
	phone: ['Số {phone}', 'Phone {phone}'],
	since: ['từ {date}', 'since {date}'],
	end: ['Không cho xem nữa', 'End access'],
	endOf: ['Không cho xem nữa: số {phone}', 'End access: {phone}'],
	endSure: ['Số {phone} sẽ không xem được sổ này nữa. Sổ không mất gì; có thể chia sẻ lại sau.', '{phone} will not see this book any more. Nothing of the book is lost; it can be shared again.'],
	no: ['Giữ nguyên', 'Leave it'],
	ended: ['Đã ngừng cho xem.', 'Access ended.'],
	share: ['Cho người nhà xem sổ này', 'Share this book'],
	shareText: ['Lấy một mã rồi đọc cho người nhà. Người đó vào sổ của mình, chọn “Nhập mã”, và xem được toàn bộ sổ này. Mã chỉ dùng một lần.',
		'Take a code and read it to your relative, who types it in their own book and then sees all of this one. The code works once.'],
	make: ['Lấy mã chia sẻ', 'Make a code'],
	until: ['Dùng được đến {at}. Không đưa cho người lạ.', 'Valid until {at}. Do not give it to strangers.'],
});

function Holder({ id, h, reload }: { id: string; h: HolderOfBook; reload: () => Promise<void> }) {
	const [sure, ask] = useState(false);
	const action = useAction();
	const end = () => action.run(async () => {
		await post(personAddress(id, 'holders', h.account_id, 'remove'));
		tell(w('ended'));
		await reload();
	});
	return (
		<li class="card">
			<p class="say">{w(h.me ? 'me' : 'phone', { phone: h.phone_masked })}</p>
			<p class="soft">{relationName(h.relation)} · {accessText(h.access)} · {w('since', { date: date(day(new Date(h.since))) })}</p>
			{!h.me && <Button kind="danger" onClick={() => ask(true)} aria-label={w('endOf', { phone: h.phone_masked })}>{w('end')}</Button>}
			{sure && (
				<Dialog title={w('end')} onClose={() => ask(false)}>
					<p>{w('endSure', { phone: h.phone_masked })}</p>
					<MistakeBox mistake={action.mistake} />
					<div class="buttons"><Button kind="danger" busy={action.busy} onClick={() => void end()}>{w('end')}</Button>
						<Button kind="quiet" onClick={() => ask(false)}>{w('no')}</Button></div>
				</Dialog>
			)}
		</li>
	);
}

// ABCD-EFGH: easier to read aloud
export const spoken = (code: string): string => code.replace(/^(.{4})(.{4})$/, '$1-$2');

function Share({ id }: { id: string }) {
	const [made, setMade] = useState<{ code: string; expires_at: string } | null>(null);
	const action = useAction();
	const make = () => action.run(async () => setMade(await post<{ code: string; expires_at: string }>(personAddress(id, 'share'))));
	return (
		<Card title={w('share')}>
			<p>{w('shareText')}</p>
			<MistakeBox mistake={action.mistake} />
			<div role="status">{made && <><p class="code">{spoken(made.code)}</p><p class="soft">{w('until', { at: moment(made.expires_at) })}</p></>}</div>
			{!made && <div class="buttons"><Button kind="second" busy={action.busy} onClick={() => void make()}>{w('make')}</Button></div>}
		</Card>
	);
}

export function HoldersPage({ id }: RightsProps) {
	const holders = useSeen<{ items: HolderOfBook[] }>(personAddress(id, 'holders'));
	return (
		<>
			<Shown of={holders}>{({ items }) => <ul class="members">{items.map((h) => <Holder key={h.account_id} id={id} h={h} reload={holders.reload} />)}</ul>}</Shown>
			<Share id={id} />
		</>
	);
}
