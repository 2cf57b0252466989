// The account: its number, a new number, and ending it on other phones.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { words } from '../../shared/lang';
import { MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { ME, logout, me } from '../account';
import { Card } from '../parts';
import { refresh } from '../seen';
import { shownPhone } from '../terms';

const w = words({
	now: ['Số đang dùng', 'The number in use'],
	change: ['Đổi số điện thoại', 'Change the number'],
	changeText: ['Gia đình và mọi thứ trong sổ giữ nguyên. Các máy khác sẽ phải đăng nhập lại.', 'The family and everything in the books stays. Other phones have to log in again.'],
	phone: ['Số mới', 'The new number'],
	send: ['Gửi mã tới số mới', 'Send a code there'],
	code: ['Mã 6 chữ số gửi tới {phone}', 'Code of 6 digits sent to {phone}'],
	confirm: ['Đổi số', 'Change'],
	other: ['Nhập số khác', 'Another number'],
	changed: ['Đã đổi số điện thoại.', 'The number is changed.'],
	devices: ['Mất máy, hoặc từng đăng nhập ở máy khác?', 'Lost a phone, or logged in elsewhere?'],
	everywhere: ['Đăng xuất khỏi mọi máy', 'Log out everywhere'],
	here: ['Đăng xuất khỏi máy này', 'Log out here'],
	hereText: ['Những gì máy này đã lưu (phiếu hẹn, chứng nhận, đơn đang viết) sẽ bị xóa khỏi máy.', 'What this phone keeps (appointments, certificates, drafts) is deleted from it.'],
});

function ChangePhone() {
	const [phone, setPhone] = useState('');
	const [sentTo, setSentTo] = useState<string | null>(null);
	const [code, setCode] = useState('');
	const action = useAction();
	const ask = () => action.run(async () => setSentTo((await post<{ phone: string }>('/api/v1/book/phone/otp', { phone })).phone));
	const confirm = () => action.run(async () => {
		await post('/api/v1/book/phone', { phone: sentTo, code: code.replace(/\D/g, '') });
		await refresh(ME);
		setSentTo(null);
		setPhone('');
		tell(w('changed'));
	});
	const other = () => {
		action.clear();
		setSentTo(null);
		setCode('');
	};
	return (
		<Card title={w('change')}>
			<p>{w('changeText')}</p>
			<form noValidate onSubmit={(e) => { e.preventDefault(); void (sentTo ? confirm() : ask()); }}>
				<MistakeBox mistake={action.mistake} fields={['phone', 'code']} />
				{sentTo ? <TextField id="code" label={w('code', { phone: shownPhone(sentTo) })} value={code} onInput={setCode} inputMode="numeric" autocomplete="one-time-code"
					class="govuk-input input--code" error={action.about('code')} />
					: <TextField id="phone" label={w('phone')} value={phone} onInput={setPhone} type="tel" inputMode="tel" autocomplete="off" error={action.about('phone')} />}
				<div class="buttons"><Button kind="second" type="submit" busy={action.busy}>{w(sentTo ? 'confirm' : 'send')}</Button>{sentTo && <Button kind="quiet" onClick={other}>{w('other')}</Button>}</div>
			</form>
		</Card>
	);
}

export function AccountPage() {
	const action = useAction();
	return (
		<>
			<Card title={w('now')}><p class="when">{shownPhone(me()?.account.phone)}</p></Card>
			<ChangePhone />
			<Card title={w('devices')}>
				<MistakeBox mistake={action.mistake} />
				<p>{w('hereText')}</p>
				<div class="buttons">
					<Button kind="second" onClick={() => void logout()}>{w('here')}</Button>
					<Button kind="danger" busy={action.busy} onClick={() => void action.run(() => logout(true))}>{w('everywhere')}</Button>
				</div>
			</Card>
		</>
	);
}
