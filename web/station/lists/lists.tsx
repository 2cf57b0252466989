// Lists that organisations and communes send: what was sent, a new one, and one of them.
import { useEffect } from 'preact/hooks';
import { date, day } from '../../shared/format';
import { words } from '../../shared/lang';
import { useLoaded, type Items } from '../../shared/loaded';
import { Empty, Notice, Tag } from '../../shared/notice';
import { link } from '../../shared/route';
import { Table } from '../../shared/table';
import { may } from '../account';
import { loadReference } from '../board';
import { unitPath } from '../place';
import { myDesks } from '../tabs';
import { ListPage } from './page';
import { Send } from './send';
import { stateName, stateTag } from './terms';
import type { Roll } from './types';
import { listLink } from './where';

const w = words({
	title: ['Danh sách đăng ký tiêm', 'Lists of people to vaccinate'],
	lead: ['Gửi danh sách người của đơn vị mình. Hệ thống đọc và xét từng dòng trước; chỉ khi bạn bấm “Ghi nhận” thì mọi người mới được đăng ký.',
		'Send the list of your people. Every row is read and judged first; people are registered only when you press “Register”.'],
	leadUnit: ['Danh sách do đơn vị gửi đến, và danh sách của xã, phường. Mỗi dòng được xét trước khi ghi nhận.',
		'Lists that organisations sent, and your own. Every row is judged before it counts.'],
	accounts: ['Tài khoản của đơn vị gửi danh sách', 'Accounts of organisations'],
	sent: ['Danh sách đã gửi', 'Lists'],
	name: ['Danh sách', 'List'],
	organisation: ['Đơn vị', 'Organisation'],
	state: ['Tình trạng', 'State'],
	on: ['Ngày', 'Date'],
	none: ['Chưa có danh sách nào', 'No list yet'],
	noneMore: ['Chọn tệp ở trên để bắt đầu.', 'Choose a file above to begin.'],
});

function Sent() {
	const { value, mistake } = useLoaded<Items<Roll>>(unitPath('lists'));
	if (mistake)
		return <Notice kind="stop">{mistake}</Notice>;
	if (value && !value.items.length)
		return <Empty title={w('none')}>{w('noneMore')}</Empty>;
	return value && (
		<Table caption={w('sent')} rows={value.items} rowKey={(l) => l.id} columns={[
			{ name: w('name'), cell: (l) => <a class="code" href={listLink(l.id)}>{l.name}</a>, heading: true },
			...(may('list_read') ? [{ name: w('organisation'), cell: (l: Roll) => l.organisation }] : []),
			{ name: w('state'), cell: (l) => <Tag kind={stateTag(l.state)}>{stateName(l.state)}</Tag> },
			{ name: w('on'), cell: (l) => date(day(new Date(l.created_at))) },
		]} />
	);
}

export function Lists({ rest }: { rest: string[] }) {
	useEffect(() => void loadReference().catch(() => {}), []);
	if (rest[0])
		return <ListPage key={rest[0]} id={rest[0]} />;
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w(may('list_read') ? 'leadUnit' : 'lead')}</p>
			{myDesks().some(({ key }) => key === 'accounts') && <p><a class="row-link" href={link('-', 'accounts')}>{w('accounts')} ›</a></p>}
			<Send />
			<Sent />
		</>
	);
}
