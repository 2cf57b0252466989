// What the nation decides about a lot, everywhere at once: suspend, recall, release, another last day of use.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { TextArea, TextField } from '../shared/field';
import { date, readDate } from '../shared/format';
import { words } from '../shared/lang';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import { tell } from '../shared/toast';
import type { Balance } from '../shared/types';
import { ReasonDialog } from '../station/reason_dialog';
import { mayStop, ours } from './own';

const w = words({
	suspended: ['Tạm dừng', 'Suspend'],
	recalled: ['Thu hồi', 'Recall'],
	active: ['Cho dùng lại', 'Release'],
	expiry: ['Đổi hạn dùng', 'Change the expiry'],
	suspendedLead: ['Không bàn tiêm nào trên cả nước dùng được lô {lot} cho đến khi cho dùng lại. Liều đã ở trong kho vẫn nằm trong sổ.', 'No table in the country can use lot {lot} until it is released. What is in the stores stays in their books.'],
	recalledLead: ['Không bàn tiêm nào dùng được lô {lot}; các kho chỉ còn được trả về hoặc hủy. Sau khi thu hồi, lập danh sách liên hệ những người đã tiêm ở cuối trang này.', 'No table can use lot {lot}; stores may only return or discard it. Then make the contact list of who received it, at the end of this page.'],
	activeLead: ['Lô {lot} dùng lại được ngay ở mọi bàn tiêm, nếu còn hạn.', 'Lot {lot} can be used at once at all tables, if it has not expired.'],
	suspendedDone: ['Đã tạm dừng lô {lot} trên toàn quốc', 'Lot {lot} is suspended everywhere'],
	recalledDone: ['Đã thu hồi lô {lot} trên toàn quốc', 'Lot {lot} is recalled everywhere'],
	activeDone: ['Lô {lot} dùng lại được trên toàn quốc', 'Lot {lot} is released everywhere'],
	reaction: ['Chờ điều tra phản ứng sau tiêm', 'Reaction after vaccination under investigation'],
	quality: ['Lỗi chất lượng theo thông báo của nhà sản xuất', 'Quality defect reported by the maker'],
	cleared: ['Đã có kết luận: lô đạt yêu cầu', 'It was concluded that the lot is good'],
	until: ['Hạn dùng mới', 'New expiry'],
	untilHint: ['dd/mm/yyyy; hạn đang ghi: {date}', 'dd/mm/yyyy; at present {date}'],
	decision: ['Căn cứ', 'On what grounds'],
	decisionHint: ['Số văn bản gia hạn, ví dụ Công văn 14402/QLD-CL', 'The number of the decision, such as 14402/QLD-CL'],
	needUntil: ['Nhập ngày dạng ngày/tháng/năm.', 'Type the date as day/month/year.'],
	needOther: ['Hạn mới phải khác hạn đang ghi.', 'The new expiry must differ from the present one.'],
	needDecision: ['Ghi số văn bản hoặc lý do.', 'Give the number of the decision or the reason.'],
	expiryDone: ['Lô {lot} có hạn dùng mới: {date}', 'Lot {lot} has a new expiry: {date}'],
});

type Target = 'suspended' | 'recalled' | 'active';
const common: Record<Target, ('reaction' | 'quality' | 'cleared')[]> = { suspended: ['reaction', 'quality'], recalled: ['quality'], active: ['cleared'] };

function State({ lot, to, onClose, onDone }: { lot: Balance; to: Target; onClose: () => void; onDone: () => Promise<void> }) {
	const action = useAction();
	return <ReasonDialog title={`${w(to)}: ${lot.number}`} lead={<p>{w(`${to}Lead`, { lot: lot.number })}</p>} button={w(to)} danger={to !== 'active'} common={common[to].map((key) => w(key))} action={action} onClose={onClose}
		onGive={(why) => action.run(async () => {
			await post(ours('lots', lot.lot_id, 'state'), { state: to, why });
			tell(w(`${to}Done`, { lot: lot.number }));
			await onDone();
		})} />;
}

function Expiry({ lot, onClose, onDone }: { lot: Balance; onClose: () => void; onDone: () => Promise<void> }) {
	const [until, setUntil] = useState('');
	const [why, setWhy] = useState('');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const iso = readDate(until);
	const mistakes = [
		...(!iso ? [{ id: 'until', text: w('needUntil') }] : iso === lot.expires_on ? [{ id: 'until', text: w('needOther') }] : []),
		...(why.trim() ? [] : [{ id: 'decision', text: w('needDecision') }]),
	];
	const told = (id: string, field: string) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length && await action.run(async () => {
			await post(ours('lots', lot.lot_id, 'expiry'), { expires_on: iso, why: why.trim() });
			tell(w('expiryDone', { lot: lot.number, date: date(iso) }));
			await onDone();
		}))
			onClose();
	};
	return (
		<Dialog title={`${w('expiry')}: ${lot.number}`} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<ErrorSummary tries={tries} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} fields={['expires_on', 'why']} />
				<TextField id="until" label={w('until')} hint={w('untilHint', { date: date(lot.expires_on) })} value={until} onInput={setUntil} width={10} inputMode="numeric" error={told('until', 'expires_on')} />
				<TextArea id="decision" label={w('decision')} hint={w('decisionHint')} value={why} onInput={setWhy} rows={2} error={told('decision', 'why')} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('expiry')}</Button></div>
			</form>
		</Dialog>
	);
}

export function LotActs({ lot, onDone }: { lot: Balance; onDone: () => Promise<void> }) {
	const [act, choose] = useState<Target | 'expiry' | null>(null);
	if (!mayStop())
		return null;
	const close = () => choose(null);
	return (
		<div class="buttons">
			{lot.state === 'active' && <Button kind="second" onClick={() => choose('suspended')}>{w('suspended')}</Button>}
			{lot.state !== 'recalled' && <Button kind="danger" onClick={() => choose('recalled')}>{w('recalled')}</Button>}
			{lot.state !== 'active' && <Button kind="second" onClick={() => choose('active')}>{w('active')}</Button>}
			<Button kind="second" onClick={() => choose('expiry')}>{w('expiry')}</Button>
			{act === 'expiry' && <Expiry lot={lot} onClose={close} onDone={onDone} />}
			{act && act !== 'expiry' && <State lot={lot} to={act} onClose={close} onDone={onDone} />}
		</div>
	);
}
