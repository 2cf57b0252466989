// A new account: the organisation's name, and a login name that follows from it until somebody types another.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { words } from '../../shared/lang';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { fold } from '../fold';
import { unitPath } from '../place';
import type { Made } from './account_slip';

const w = words({
	title: ['Tạo tài khoản', 'Make an account'],
	name: ['Tên đơn vị', 'Name of the organisation'],
	nameHint: ['Như trên giấy tờ của đơn vị, ví dụ Công ty May Hoa Sen', 'As in its papers, for example Công ty May Hoa Sen'],
	login: ['Tên đăng nhập', 'Login name'],
	loginHint: ['Chữ thường không dấu, số, dấu chấm hoặc gạch nối', 'Lower-case letters, digits, dots or hyphens'],
	make: ['Tạo tài khoản', 'Make the account'],
	needName: ['Ghi tên đơn vị.', 'Give the name of the organisation.'],
	needLogin: ['Ghi tên đăng nhập, ít nhất 3 ký tự.', 'Give a login name of at least 3 characters.'],
});

const MOST = 40;
const suggested = (name: string): string => fold(name).replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, MOST).replace(/-$/, '');

export function NewAccount({ onMade }: { onMade: (made: Made) => Promise<void> }) {
	const [name, setName] = useState('');
	const [typed, setTyped] = useState<string | null>(null);
	const [tries, setTries] = useState(0);
	const action = useAction();
	const login = typed ?? suggested(name);
	const mistakes = [...(name.trim() ? [] : [{ id: 'account-name', text: w('needName') }]), ...(login.trim().length >= 3 ? [] : [{ id: 'account-login', text: w('needLogin') }])];
	const told = (id: string, field: string) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			void action.run(async () => {
				await onMade(await post<Made>(unitPath('staff'), { full_name: name.trim(), login_name: login.trim(), role: 'organisation' }));
				setName('');
				setTyped(null);
				setTries(0);
			});
	};
	return (
		<form class="sheet block" onSubmit={send} noValidate aria-labelledby="account-new">
			<h2 id="account-new" class="govuk-heading-m">{w('title')}</h2>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={['full_name', 'login_name']} />
			<TextField id="account-name" label={w('name')} hint={w('nameHint')} value={name} onInput={setName} width={30} maxLength={200} error={told('account-name', 'full_name')} />
			<TextField id="account-login" label={w('login')} hint={w('loginHint')} value={login} onInput={setTyped} width={30} maxLength={64} autocapitalize="none" error={told('account-login', 'login_name')} />
			<div class="buttons"><Button type="submit" busy={action.busy}>{w('make')}</Button></div>
		</form>
	);
}
