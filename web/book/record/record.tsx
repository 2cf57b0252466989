// The record: all doses, certificates, and the time after a dose.
import { words } from '../../shared/lang';
import { Screen, Shown } from '../parts';
import { personAddress } from '../prefetch';
import { useSeen } from '../seen';
import type { Book } from '../types';
import { CertificatePage } from './certificate';
import { DosesPage } from './doses';
import { ReactionForm } from './reaction_form';
import { ReactionsPage } from './reactions';

const w = words({
	doses: ['Mũi tiêm và chứng nhận', 'Doses and certificates'],
	certificate: ['Chứng nhận tiêm chủng', 'Vaccination certificate'],
	reactions: ['Theo dõi sau tiêm', 'After the dose'],
	reaction: ['Báo phản ứng sau tiêm', 'Report a reaction'],
});

export interface RecordProps { id: string; book: Book; of: string | undefined }

function Content({ page, ...props }: RecordProps & { page: string }) {
	switch (page) {
	case 'certificate': return <CertificatePage {...props} />;
	case 'reactions': return <ReactionsPage {...props} />;
	case 'reaction': return <ReactionForm {...props} />;
	default: return <DosesPage {...props} />;
	}
}

const backOf: Record<string, (id: string) => string[]> = {
	certificate: (id) => ['person', id, 'doses'], reaction: (id) => ['person', id, 'reactions'],
};

// A certificate is there within minutes of its dose: who waits for it need not reload.
const isBeingSigned = (book: Book): boolean => !!book.certificates?.some((c) => c.state === 'valid' && !c.hc1);

export function Record({ parts: [id = '', page = 'doses', of] }: { parts: string[] }) {
	const book = useSeen<Book>(personAddress(id), isBeingSigned);
	return (
		<Screen title={w(page as 'doses')} back={backOf[page]?.(id) ?? ['person', id]} lead={page === 'certificate' ? null : book.value?.person.name}>
			<Shown of={book}>{(value) => <Content page={page} id={id} book={value} of={of} />}</Shown>
		</Screen>
	);
}
