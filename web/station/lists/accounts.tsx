// Accounts of organisations: a company or a school gets one of the commune, district or province, sends its lists, sees nothing else.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { date, day } from '../../shared/format';
import { words } from '../../shared/lang';
import { useLoaded, type Items } from '../../shared/loaded';
import { Empty, Notice, Tag } from '../../shared/notice';
import { MistakeBox } from '../../shared/summary';
import { Table } from '../../shared/table';
import { tell } from '../../shared/toast';
import { place, unitPath } from '../place';
import { NewAccount } from './account_new';
import { ResetDialog, SlipDialog, type Made } from './account_slip';

const w = words({
	title: ['Tài khoản của đơn vị gửi danh sách', 'Accounts of organisations'],
	lead: ['Mỗi công ty, trường học, cơ quan ở {place} dùng một tài khoản riêng để gửi danh sách người của mình. Tài khoản này chỉ thấy danh sách của chính đơn vị đó, không mở được hồ sơ nào.',
		'Each company, school or office in {place} sends its list with an account of its own. It sees its own lists alone and opens no record.'],
	all: ['Các tài khoản', 'The accounts'],
	none: ['Chưa có tài khoản nào', 'No account yet'],
	noneMore: ['Tạo tài khoản đầu tiên ở trên.', 'Make the first one above.'],
	name: ['Đơn vị', 'Organisation'],
	login: ['Tên đăng nhập', 'Login name'],
	state: ['Tình trạng', 'State'],
	on: ['Tạo ngày', 'Made on'],
	acts: ['Thao tác', 'Actions'],
	fresh: ['Chưa đăng nhập lần đầu', 'Not used yet'],
	used: ['Đang dùng', 'In use'],
	off: ['Đã khóa', 'Disabled'],
	disable: ['Khóa', 'Disable'],
	enable: ['Mở lại', 'Enable'],
	reset: ['Cấp lại mật khẩu', 'New password'],
	disabled: ['Đã khóa tài khoản của {name}. Danh sách đã gửi vẫn giữ nguyên.', 'The account of {name} is disabled. Its lists stay.'],
	enabled: ['Đã mở lại tài khoản của {name}', 'The account of {name} is enabled again'],
	of: ['{what}: {name}', '{what}: {name}'],
});

export interface OrganisationAccount {
	id: string; login_name: string; full_name: string; role: string; must_change: boolean; disabled: boolean; created_at: string;
}

function State({ a }: { a: OrganisationAccount }) {
	return <Tag kind={a.disabled ? 'stop' : a.must_change ? 'wait' : 'good'}>{w(a.disabled ? 'off' : a.must_change ? 'fresh' : 'used')}</Tag>;
}

function Acts({ a, onReset, reload }: { a: OrganisationAccount; onReset: () => void; reload: () => Promise<void> }) {
	const action = useAction();
	const turn = () => void action.run(async () => {
		await post(unitPath('staff', a.id), { disabled: !a.disabled }, { method: 'PATCH' });
		tell(w(a.disabled ? 'enabled' : 'disabled', { name: a.full_name }));
		await reload();
	});
	const named = (what: string) => w('of', { what, name: a.full_name });
	return (
		<span class="row-acts">
			<MistakeBox mistake={action.mistake} />
			{!a.disabled && <Button kind="quiet" aria-label={named(w('reset'))} onClick={onReset}>{w('reset')}</Button>}
			<Button kind="quiet" busy={action.busy} aria-label={named(w(a.disabled ? 'enable' : 'disable'))} onClick={turn}>{w(a.disabled ? 'enable' : 'disable')}</Button>
		</span>
	);
}

function All({ accounts, onReset, reload }: { accounts: OrganisationAccount[]; onReset: (a: OrganisationAccount) => void; reload: () => Promise<void> }) {
	if (!accounts.length)
		return <Empty title={w('none')}>{w('noneMore')}</Empty>;
	return (
		<Table caption={w('all')} rows={accounts} rowKey={(a) => a.id} columns={[
			{ name: w('name'), cell: (a) => a.full_name, heading: true },
			{ name: w('login'), cell: (a) => <span class="code">{a.login_name}</span> },
			{ name: w('state'), cell: (a) => <State a={a} /> },
			{ name: w('on'), cell: (a) => date(day(new Date(a.created_at))) },
			{ name: w('acts'), cell: (a) => <Acts a={a} onReset={() => onReset(a)} reload={reload} /> },
		]} />
	);
}

export function Accounts() {
	const { value, mistake, reload } = useLoaded<Items<OrganisationAccount>>(unitPath('staff'));
	const [made, show] = useState<Made | null>(null);
	const [resetting, reset] = useState<OrganisationAccount | null>(null);
	const done = async (now: Made) => {
		reset(null);
		show(now);
		await reload();
	};
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead', { place: place.value!.name })}</p>
			<NewAccount onMade={done} />
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{value && <All accounts={value.items.filter((a) => a.role === 'organisation')} onReset={reset} reload={reload} />}
			{resetting && <ResetDialog of={resetting} onClose={() => reset(null)} onMade={done} />}
			{made && <SlipDialog made={made} onClose={() => show(null)} />}
		</>
	);
}
