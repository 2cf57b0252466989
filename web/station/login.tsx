// Who are you? Today's users of this computer by one button and a PIN, everybody else by name and password.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { Button } from '../shared/button';
import { TextField } from '../shared/field';
import { Header } from '../shared/frame';
import { words } from '../shared/lang';
import { MistakeBox } from '../shared/summary';
import { account, login, loginByPin, recentUsers, type RecentUser } from './account';
import { roleName } from './terms';

const w = words({
	name: ['Điểm tiêm', 'Vaccination site'],
	title: ['Đăng nhập', 'Log in'],
	who: ['Ai đang làm việc tại máy này?', 'Who is working at this computer?'],
	other: ['Người khác', 'Somebody else'],
	login: ['Tên đăng nhập', 'Login name'],
	password: ['Mật khẩu', 'Password'],
	pin: ['Mã PIN 6 số của {name}', 'PIN of {name}, 6 digits'],
	passwordOf: ['Mật khẩu của {name}', 'Password of {name}'],
	usePassword: ['Dùng mật khẩu', 'Use the password'],
	back: ['Chọn người khác', 'Choose somebody else'],
	enter: ['Vào làm việc', 'Start work'],
	kept: ['Phiên đăng nhập đã hết. Những gì bạn đang nhập vẫn được giữ ở trang này.',
		'Your login has ended. What you were typing is kept on this page.'],
	needLogin: ['Nhập tên đăng nhập do người quản lý điểm tiêm cấp.', 'Type the login name that the site manager gave you.'],
	needPassword: ['Nhập mật khẩu.', 'Type the password.'],
	help: ['Quên mật khẩu? Người quản lý điểm tiêm có thể cấp lại.', 'Forgot the password? The site manager can give you a new one.'],
});

const initials = (name: string) => name.split(' ').slice(-2).map((part) => part[0]).join('').toUpperCase();

function Users({ choose }: { choose: (user: RecentUser | 'other') => void }) {
	return (
		<>
			<h2 class="login__who">{w('who')}</h2>
			<ul class="users">
				{recentUsers.value.map((user, i) => (
					<li key={user.login_name}>
						<button type="button" class="user" autofocus={i === 0} onClick={() => choose(user)}>
							<span class="user__face" aria-hidden="true">{initials(user.full_name)}</span>
							<span><strong>{user.full_name}</strong><br /><span class="soft">{roleName(user.role)}</span></span>
						</button>
					</li>
				))}
				<li><button type="button" class="user user--other" onClick={() => choose('other')}>
					<span class="user__face" aria-hidden="true">+</span><strong>{w('other')}</strong>
				</button></li>
			</ul>
		</>
	);
}

function PinForm({ user, usePassword }: { user: RecentUser; usePassword: () => void }) {
	const [pin, setPin] = useState('');
	const action = useAction();
	const field = useRef<HTMLInputElement>(null);
	const send = (digits: string) => action.run(() => loginByPin(user.login_name, digits)).then((well) => {
		if (!well) {
			setPin('');
			field.current?.focus();
		}
	});
	useEffect(() => field.current?.focus(), []);
	const type = (text: string) => {
		const digits = text.replace(/\D/g, '').slice(0, 6);
		setPin(digits);
		if (digits.length === 6)
			void send(digits);
	};
	return (
		<form onSubmit={(e) => { e.preventDefault(); void send(pin); }} noValidate>
			<TextField id="pin" label={w('pin', { name: user.full_name })} value={pin} onInput={type} inputRef={field} type="password"
				inputMode="numeric" autocomplete="off" class="govuk-input pin" error={action.mistake?.text} />
			<div class="buttons">
				<Button type="submit" busy={action.busy} class="button--big">{w('enter')}</Button>
				<Button kind="quiet" onClick={usePassword}>{w('usePassword')}</Button>
			</div>
		</form>
	);
}

function PasswordForm({ user }: { user: RecentUser | null }) {
	const [name, setName] = useState(user?.login_name ?? '');
	const [password, setPassword] = useState('');
	const [tried, setTried] = useState(false);
	const action = useAction();
	const first = useRef<HTMLInputElement>(null);
	const second = useRef<HTMLInputElement>(null);
	useEffect(() => (user ? second : first).current?.focus(), []);
	const send = (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (!name.trim())
			first.current?.focus();
		else if (!password)
			second.current?.focus();
		else
			void action.run(() => login(name.trim(), password));
	};
	return (
		<form onSubmit={send} noValidate>
			<MistakeBox mistake={action.mistake} />
			{!user && <TextField id="login_name" label={w('login')} value={name} onInput={setName} inputRef={first} autocomplete="username"
				autocapitalize="none" error={tried && !name.trim() ? w('needLogin') : undefined} />}
			<TextField id="password" label={user ? w('passwordOf', { name: user.full_name }) : w('password')} value={password} onInput={setPassword}
				inputRef={second} type="password" autocomplete="current-password" error={tried && !password ? w('needPassword') : undefined} />
			<div class="buttons"><Button type="submit" busy={action.busy} class="button--big">{w('enter')}</Button></div>
			<p class="soft login__help">{w('help')}</p>
		</form>
	);
}

// name: of the application.
export function Login({ name = w('name') }: { name?: string }) {
	const [chosen, choose] = useState<RecentUser | 'other' | null>(recentUsers.value.length ? null : 'other');
	const [byPassword, setByPassword] = useState(false);
	useEffect(() => { document.title = `${w('title')} – ${name}`; });
	return (
		<>
			<Header name={name} />
			<main class="login" id="main" tabIndex={-1}>
				<div class="login__box">
					<h1 class="govuk-heading-l">{w('title')}</h1>
					{account.value && <p class="soft">{w('kept')}</p>}
					{chosen === null && <Users choose={choose} />}
					{chosen === 'other' && <PasswordForm user={null} />}
					{chosen && chosen !== 'other' && (chosen.has_pin && !byPassword
						? <PinForm user={chosen} usePassword={() => setByPassword(true)} /> : <PasswordForm user={chosen} />)}
					{chosen && recentUsers.value.length > 0 && (
						<Button kind="quiet" onClick={() => { choose(null); setByPassword(false); }}>{w('back')}</Button>
					)}
				</div>
			</main>
		</>
	);
}
