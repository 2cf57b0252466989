// What the law gives everybody: to see who looked, who holds the book, one's data; to have them corrected, copied, restricted, deleted.
import { words } from '../../shared/lang';
import { Screen, Shown } from '../parts';
import { personAddress } from '../prefetch';
import { useSeen } from '../seen';
import type { Book } from '../types';
import { DataPage } from './data';
import { HoldersPage } from './holders';
import { LooksPage } from './looks';
import { RemovePage } from './remove';
import { RequestPage } from './request';

const w = words({
	looks: ['Ai đã xem sổ này', 'Who has looked at this book'],
	holders: ['Ai đang giữ sổ này', 'Who holds this book'],
	data: ['Dữ liệu của tôi', 'My data'],
	request: ['Gửi yêu cầu', 'Send a request'],
	remove: ['Bỏ khỏi gia đình', 'Take out of my family'],
});

export interface RightsProps { id: string; book: Book; reload: () => Promise<void>; of: string | undefined; dose: string | undefined }

function Content({ page, ...props }: RightsProps & { page: string }) {
	switch (page) {
	case 'looks': return <LooksPage {...props} />;
	case 'holders': return <HoldersPage {...props} />;
	case 'request': return <RequestPage {...props} />;
	case 'remove': return <RemovePage {...props} />;
	default: return <DataPage {...props} />;
	}
}

export function Rights({ parts: [id = '', page = 'data', of, dose] }: { parts: string[] }) {
	const book = useSeen<Book>(personAddress(id));
	return (
		<Screen title={w(page as 'data')} back={page === 'request' ? ['person', id, 'data'] : ['person', id]} lead={book.value?.person.name}>
			<Shown of={book}>{(value) => <Content page={page} id={id} book={value} reload={book.reload} of={of} dose={dose} />}</Shown>
		</Screen>
	);
}
