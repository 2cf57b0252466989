// Log in: a phone number, then the code that was sent there. What was asked for is kept over a reload (the message is often
// read in another app meanwhile).
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction, type Action } from '../shared/action';
import { ApiError, post } from '../shared/api';
import { Button } from '../shared/button';
import { TextField } from '../shared/field';
import { countdown } from '../shared/format';
import { language, words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { MistakeBox } from '../shared/summary';
import { login, wasHere } from './account';
import { Screen } from './parts';
import { shownPhone } from './terms';

const w = words({
	title: ['Đăng nhập bằng số điện thoại', 'Log in with your phone number'],
	lead: ['Xem phiếu hẹn, mũi tiêm, chứng nhận; đăng ký tiêm cho mình và người nhà.',
		'See appointments, doses and certificates; register yourself and your family.'],
	ended: ['Máy này không còn đăng nhập: đã lâu không vào sổ, hoặc sổ được đăng xuất hay đổi số ở máy khác. Mời đăng nhập lại; đơn đang viết trên máy này vẫn còn.',
		'This phone is not logged in any more: the log-in is old, or was ended, or the number changed, at another phone. Please log in again; what was being written here is kept.'],
	phone: ['Số điện thoại', 'Phone number'],
	phoneHint: ['Ví dụ 0912 345 678. Một số dùng được cho cả nhà.', 'For example 0912 345 678. One number serves a whole family.'],
	send: ['Gửi mã cho tôi', 'Send me a code'],
	needPhone: ['Nhập số điện thoại, 10 chữ số.', 'Type a phone number of 10 digits.'],
	codeTitle: ['Nhập mã vừa gửi', 'Type the code'],
	sentTo: ['Mã 6 chữ số đã gửi tới số {phone}.', 'A code of 6 digits was sent to {phone}.'],
	code: ['Mã 6 chữ số', 'Code of 6 digits'],
	valid: ['Mã dùng được trong {left}.', 'The code is valid for {left}.'],
	over: ['Mã này đã hết hạn. Hãy lấy mã mới.', 'This code has expired. Ask for a new one.'],
	enter: ['Vào sổ', 'Open the book'],
	needCode: ['Nhập đủ 6 chữ số của mã.', 'Type all 6 digits of the code.'],
	again: ['Gửi mã mới', 'Send a new code'],
	againIn: ['Gửi mã mới được sau {left}', 'A new code can be sent in {left}'],
	other: ['Dùng số điện thoại khác', 'Use another number'],
	none: ['Không nhận được mã?', 'No code arrived?'],
	noneWait: ['Tin nhắn có thể đến chậm vài phút. Xem lại số điện thoại ở trên có đúng không.',
		'A message may take some minutes. Check that the number above is right.'],
	noneDesk: ['Đến trạm y tế hoặc điểm tiêm, mang giấy tờ tùy thân: nhân viên đưa một mã 8 chữ và số. Nhập mã đó ở đây, không cần tin nhắn.',
		'Go to a health station or a vaccination site with your identity card: the staff give you a code of 8 letters and digits. Type it here; no message is needed.'],
	deskOpen: ['Tôi có mã 8 chữ và số', 'I have a code of 8 letters and digits'],
	byMessage: ['Nhận mã bằng tin nhắn', 'Get a code by message'],
	desk: ['Mã 8 chữ và số từ điểm tiêm', 'Code of 8 letters and digits from the site'],
	needDesk: ['Nhập đủ 8 chữ và số của mã.', 'Type all 8 letters and digits of the code.'],
	limited: ['Thử lại sau {left}.', 'Try again in {left}.'],
	without: ['Không cần điện thoại vẫn đăng ký tiêm được: đến trạm y tế xã, phường.', 'You can register without a phone: go to the health station of your commune.'],
});

// times as the phone's clock shows them; the server's are only compared with each other
interface Asked { phone: string; until: number; againAt: number }
interface Sent { phone: string; expires_at: string; again_at: string }

const ASKED = 'tiemchung.book.asked';
const OTP_MS = 180_000, AGAIN_MS = 60_000; // citizen.h has them; OTP_MS: at most

function readAsked(): Asked | null {
	try {
		return JSON.parse(sessionStorage.getItem(ASKED) ?? 'null') as Asked | null;
	} catch {
		return null;
	}
}

function useClock(): number {
	const [now, set] = useState(Date.now());
	useEffect(() => {
		const timer = setInterval(() => set(Date.now()), 1000);
		return () => clearInterval(timer);
	}, []);
	return now;
}

// A code for this phone. One that was sent just now (the answer was lost, the page loaded again) is the one to be typed.
async function askFor(phone: string): Promise<Asked> {
	let sent: Sent;
	try {
		sent = await post<Sent>('/api/v1/book/otp', { phone, lang: language.value });
	} catch (e) {
		if (!(e instanceof ApiError) || e.code !== 'otp.too_soon' || !e.retryAfter)
			throw e;
		const againAt = Date.now() + e.retryAfter * 1000;
		return { phone, until: againAt + OTP_MS - AGAIN_MS, againAt };
	}
	const longer = Date.parse(sent.expires_at) - Date.parse(sent.again_at); // than a new one has to be waited for
	return { phone: sent.phone, until: Date.now() + Math.min(OTP_MS, AGAIN_MS + longer), againAt: Date.now() + AGAIN_MS };
}

function PhoneForm({ onSent }: { onSent: (asked: Asked) => void }) {
	const [phone, setPhone] = useState('');
	const [tried, setTried] = useState(false);
	const [desk, openDesk] = useState(false);
	const action = useAction();
	const missing = phone.replace(/\D/g, '').length < 9;
	const send = (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (!missing)
			void action.run(async () => onSent(await askFor(phone)));
		else
			document.getElementById('phone')?.focus();
	};
	return (
		<>
			{desk ? <DeskForm phone={phone} setPhone={setPhone} /> : (
				<form onSubmit={send} noValidate>
					<MistakeBox mistake={action.mistake} fields={['phone']} />
					<TextField id="phone" label={w('phone')} hint={w('phoneHint')} value={phone} onInput={setPhone} type="tel" inputMode="tel"
						autocomplete="tel" class="govuk-input input--large" error={tried && missing ? w('needPhone') : action.about('phone')} />
					<div class="buttons"><Button type="submit" busy={action.busy} class="button--big">{w('send')}</Button></div>
				</form>
			)}
			<div class="aside">
				<Button kind="quiet" onClick={() => openDesk(!desk)}>{w(desk ? 'byMessage' : 'deskOpen')}</Button>
				<p class="soft">{w('without')}</p>
			</div>
		</>
	);
}

function DeskForm({ phone, setPhone }: { phone: string; setPhone?: (phone: string) => void }) {
	const [code, setCode] = useState('');
	const [tried, setTried] = useState(false);
	const action = useAction();
	const short = code.replace(/[\s-]/g, '').length < 8, noPhone = phone.replace(/\D/g, '').length < 9;
	const send = (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (!short && !noPhone)
			void action.run(async () => {
				await login(phone, code.replace(/[\s-]/g, '').toUpperCase());
				sessionStorage.removeItem(ASKED);
			});
	};
	return (
		<form onSubmit={send} noValidate class="desk">
			<MistakeBox mistake={action.mistake} />
			{setPhone && <TextField id="phone" label={w('phone')} value={phone} onInput={setPhone} type="tel" inputMode="tel" autocomplete="tel"
				class="govuk-input input--large" error={tried && noPhone ? w('needPhone') : undefined} />}
			<TextField id="desk-code" label={w('desk')} value={code} onInput={setCode} autocapitalize="characters" class="govuk-input input--code"
				error={tried && short ? w('needDesk') : undefined} />
			<div class="buttons"><Button type="submit" busy={action.busy}>{w('enter')}</Button></div>
		</form>
	);
}

function useCode(asked: Asked, action: Action) {
	const [code, setCode] = useState('');
	const field = useRef<HTMLInputElement>(null);
	const send = (digits: string) => action.run(async () => {
		await login(asked.phone, digits);
		sessionStorage.removeItem(ASKED);
	}).then((well) => {
		if (!well) {
			setCode('');
			field.current?.focus();
		}
	});
	// pasted, filled in by the phone, or typed: six digits are sent at once
	const type = (text: string) => {
		const digits = text.replace(/\D/g, '').slice(0, 6);
		setCode(digits);
		if (digits.length === 6)
			void send(digits);
	};
	return { code, field, send, type };
}

// A code that was wrong a while ago is late by now.
const mistakeOf = (mistake: Action['mistake'], over: boolean): string | undefined =>
	(over && (!mistake || mistake.code === 'otp.wrong') ? w('over') : mistake?.text);

function CodeForm({ asked, onSent, onOther }: { asked: Asked; onSent: (asked: Asked) => void; onOther: () => void }) {
	const now = useClock();
	const action = useAction(), resend = useAction();
	const { code, field, send, type } = useCode(asked, action);
	const [tried, setTried] = useState(false);
	const [desk, openDesk] = useState(false);
	const [notBefore, setNotBefore] = useState(0);
	const dead = ['otp.expired', 'otp.worn_out'].includes(action.mistake?.code ?? '');
	const over = now >= asked.until, wait = Math.max(asked.againAt, notBefore) - now;
	useEffect(() => field.current?.focus(), [asked.until]);
	// a refusal that names a time is kept: the button counts down to it
	const again = () => resend.run(async () => {
		try {
			onSent(await askFor(asked.phone));
			action.clear();
		} catch (e) {
			if (e instanceof ApiError && e.retryAfter)
				setNotBefore(Date.now() + e.retryAfter * 1000);
			throw e;
		}
	});
	return (
		<>
			<p class="lead">{w('sentTo', { phone: shownPhone(asked.phone) })}</p>
			<form noValidate onSubmit={(e) => {
				e.preventDefault();
				setTried(true);
				if (code.length === 6)
					void send(code);
				else
					field.current?.focus();
			}}>
				<MistakeBox mistake={resend.mistake} />
				<TextField id="code" label={w('code')} hint={over || dead ? undefined : w('valid', { left: countdown(Math.min(OTP_MS, asked.until - now)) })} value={code} onInput={type}
					inputRef={field} inputMode="numeric" autocomplete="one-time-code" class="govuk-input input--code"
					error={mistakeOf(action.mistake, over) ?? (tried && code.length < 6 ? w('needCode') : undefined)} />
				<div class="buttons">
					<Button type="submit" busy={action.busy} class="button--big">{w('enter')}</Button>
					<Button kind="second" busy={resend.busy} disabled={wait > 0} onClick={() => void again()}>
						{wait > 0 ? w('againIn', { left: countdown(wait) }) : w('again')}
					</Button>
				</div>
			</form>
			<details class="help">
				<summary>{w('none')}</summary>
				<p>{w('noneWait')}</p>
				<p>{w('noneDesk')}</p>
				{desk ? <DeskForm phone={asked.phone} /> : <Button kind="second" onClick={() => openDesk(true)}>{w('deskOpen')}</Button>}
			</details>
			<Button kind="quiet" onClick={onOther}>{w('other')}</Button>
		</>
	);
}

function useAsked(): [Asked | null, (now: Asked | null) => void] {
	const [asked, set] = useState<Asked | null>(readAsked());
	return [asked, (now) => {
		if (now)
			sessionStorage.setItem(ASKED, JSON.stringify(now));
		else
			sessionStorage.removeItem(ASKED);
		set(now);
	}];
}

function Forms({ asked, set }: { asked: Asked | null; set: (now: Asked | null) => void }) {
	return asked ? <CodeForm asked={asked} onSent={set} onOther={() => set(null)} /> : <PhoneForm onSent={set} />;
}

// The same below something else, such as an invitation.
export function LoginForms() {
	const [asked, set] = useAsked();
	return <Forms asked={asked} set={set} />;
}

export function LoginScreen() {
	const [asked, set] = useAsked();
	const [ended] = useState(wasHere);
	return (
		<Screen key={asked ? 'code' : 'phone'} title={w(asked ? 'codeTitle' : 'title')} lead={asked ? null : w('lead')}>
			{ended && !asked && <Notice kind="warning" live>{w('ended')}</Notice>}
			<Forms asked={asked} set={set} />
		</Screen>
	);
}
