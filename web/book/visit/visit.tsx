// What belongs to coming to the site: the appointment, the declaration of health, the place in the list, who comes along, withdrawing.
import type { ComponentType } from 'preact';
import { goInstead } from '../../shared/route';
import { words } from '../../shared/lang';
import { Screen, Shown } from '../parts';
import { personAddress } from '../prefetch';
import { useSeen } from '../seen';
import type { Book } from '../types';
import { AppointmentPage } from './appointment';
import { DeclarationPage } from './declaration';
import { PlacePage } from './place';
import { TogetherPage } from './together';
import { WithdrawPage } from './withdraw';

const w = words({
	appointment: ['Phiếu hẹn tiêm', 'Appointment'],
	declaration: ['Khai báo sức khỏe', 'Health declaration'],
	place: ['Vị trí trong danh sách', 'Place in the list'],
	together: ['Đi tiêm cùng người nhà', 'Come together'],
	withdraw: ['Rút đăng ký', 'Withdraw the registration'],
});

export interface VisitProps { id: string; book: Book; reload: () => Promise<void>; mode: string | undefined }

const pages: Record<string, ComponentType<VisitProps>> = {
	appointment: AppointmentPage, declaration: DeclarationPage, place: PlacePage, together: TogetherPage, withdraw: WithdrawPage,
};

export function Visit({ parts: [id = '', page = '', mode] }: { parts: string[] }) {
	const book = useSeen<Book>(personAddress(id));
	const Page = pages[page];
	if (!Page) {
		goInstead('person', id);
		return null;
	}
	return (
		<Screen title={w(page as 'place')} back={mode ? ['person', id, page] : ['person', id]} lead={book.value?.person.name}>
			<Shown of={book}>{(value) => <Page id={id} book={value} reload={book.reload} mode={mode} />}</Shown>
		</Screen>
	);
}
