// What belongs to the account and not to one person: joining people to the family, messages, the phone number.
import { words } from '../../shared/lang';
import { Screen } from '../parts';
import { AccountPage } from './phone';
import { ClaimPage } from './claim';
import { CodePage } from './code';
import { MessagesPage } from './messages';
import { PapersPage } from './papers';
import { ProvePage } from './prove';

const w = words({
	claim: ['Có phải người nhà?', 'Are these your family?'],
	prove: ['Xác nhận là người nhà', 'Confirm that this is your family'],
	code: ['Nhập mã', 'Type a code'],
	messages: ['Tin nhắn', 'Messages'],
	papers: ['Giấy tờ mang theo', 'Papers to carry'],
	account: ['Số điện thoại và thiết bị', 'Phone number and devices'],
});

function Content({ page, of }: { page: string; of: string | undefined }) {
	switch (page) {
	case 'claim': return <ClaimPage of={of} />;
	case 'prove': return <ProvePage id={of ?? ''} />;
	case 'code': return <CodePage />;
	case 'messages': return <MessagesPage />;
	case 'papers': return <PapersPage />;
	default: return <AccountPage />;
	}
}

export function Family({ parts: [page = 'account', of] }: { parts: string[] }) {
	const known = ['claim', 'prove', 'code', 'messages', 'papers', 'account'].includes(page) ? page : 'account';
	return (
		<Screen title={w(known as 'code')} back={known === 'prove' && of ? ['person', of] : []}>
			<Content page={known} of={of} />
		</Screen>
	);
}
