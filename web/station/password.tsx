// The first password has to be replaced by one that only its owner knows; a PIN makes the change of user quick.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { TextField } from '../shared/field';
import { Header } from '../shared/frame';
import { words } from '../shared/lang';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import { tell } from '../shared/toast';
import { changePassword, leave, setPin } from './account';

const w = words({
	name: ['Điểm tiêm', 'Vaccination site'],
	title: ['Đặt mật khẩu của riêng bạn', 'Choose a password of your own'],
	why: ['Mật khẩu được cấp chỉ dùng một lần. Từ nay chỉ mình bạn biết mật khẩu mới.',
		'The password you were given works once. From now on only you know the new one.'],
	old: ['Mật khẩu hiện tại', 'Present password'],
	fresh: ['Mật khẩu mới', 'New password'],
	freshHint: ['Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt.', 'At least 10 characters. A short sentence is good.'],
	again: ['Nhập lại mật khẩu mới', 'New password once more'],
	save: ['Lưu mật khẩu', 'Save the password'],
	leave: ['Thoát', 'Log out'],
	short: ['Mật khẩu mới cần ít nhất 10 ký tự.', 'The new password needs at least 10 characters.'],
	differ: ['Hai lần nhập không giống nhau. Hãy nhập lại.', 'The two are not the same. Type it again.'],
	pinTitle: ['Đặt mã PIN', 'Choose a PIN'],
	pinWhy: ['Mã PIN giúp đổi người nhanh ở máy dùng chung. Mã chỉ dùng được ở máy mà hôm nay bạn đã đăng nhập bằng mật khẩu.',
		'A PIN makes the change of user quick at a shared computer. It works only where you have logged in by password today.'],
	pin: ['Mã PIN mới, 6 chữ số', 'New PIN, 6 digits'],
	pinBad: ['Mã PIN gồm đúng 6 chữ số.', 'A PIN has exactly 6 digits.'],
	password: ['Mật khẩu của bạn', 'Your password'],
	pinSave: ['Lưu mã PIN', 'Save the PIN'],
	pinSaved: ['Đã lưu mã PIN. Lần sau chọn tên bạn rồi nhập PIN.', 'PIN saved. Next time choose your name and type it.'],
});

const SHORTEST = 10;

export function FirstPassword({ name = w('name') }: { name?: string }) {
	const [old, setOld] = useState('');
	const [fresh, setFresh] = useState('');
	const [again, setAgain] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	const short = tried && fresh.length < SHORTEST ? w('short') : undefined;
	const differ = tried && !short && fresh !== again ? w('differ') : undefined;
	const mistakes = [
		...(short ? [{ id: 'new_password', text: short }] : []),
		...(differ ? [{ id: 'again', text: differ }] : []),
	];
	const send = (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (fresh.length >= SHORTEST && fresh === again)
			void action.run(() => changePassword(old, fresh));
	};
	return (
		<>
			<Header name={name} />
			<main class="login" id="main" tabIndex={-1}>
				<form class="login__box" onSubmit={send} noValidate>
					<h1 class="govuk-heading-l">{w('title')}</h1>
					<p class="soft login__lead">{w('why')}</p>
					<ErrorSummary tries={tried} mistakes={mistakes} />
					<MistakeBox mistake={action.mistake} fields={['old_password', 'new_password']} />
					<TextField id="old_password" label={w('old')} value={old} onInput={setOld} type="password" autocomplete="current-password"
						error={action.about('old_password')} autofocus />
					<TextField id="new_password" label={w('fresh')} hint={w('freshHint')} value={fresh} onInput={setFresh} type="password"
						autocomplete="new-password" error={short ?? action.about('new_password')} />
					<TextField id="again" label={w('again')} value={again} onInput={setAgain} type="password" autocomplete="new-password" error={differ} />
					<div class="buttons">
						<Button type="submit" busy={action.busy}>{w('save')}</Button>
						<Button kind="quiet" onClick={() => void leave()}>{w('leave')}</Button>
					</div>
				</form>
			</main>
		</>
	);
}

export function PinDialog({ onClose }: { onClose: () => void }) {
	const [password, setPassword] = useState('');
	const [pin, setDigits] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	const bad = tried && !/^\d{6}$/.test(pin) ? w('pinBad') : undefined;
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (/^\d{6}$/.test(pin) && await action.run(() => setPin(password, pin))) {
			tell(w('pinSaved'));
			onClose();
		}
	};
	return (
		<Dialog title={w('pinTitle')} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<p class="soft login__lead">{w('pinWhy')}</p>
				<MistakeBox mistake={action.mistake} fields={['password', 'pin']} />
				<TextField id="pin-password" label={w('password')} value={password} onInput={setPassword} type="password" autocomplete="current-password"
					error={action.about('password')} />
				<TextField id="pin-new" label={w('pin')} value={pin} onInput={setDigits} type="password" inputMode="numeric" maxLength={6} width={10}
					error={bad ?? action.about('pin')} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('pinSave')}</Button></div>
			</form>
		</Dialog>
	);
}
