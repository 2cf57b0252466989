// Choosing an hour oneself, where a site has opened places.
import { words } from '../../shared/lang';
import { Screen, Shown } from '../parts';
import { personAddress } from '../prefetch';
import { useSeen } from '../seen';
import type { Book } from '../types';
import { OpeningsPage } from './openings';
import { RoomPage } from './room';

const w = words({ openings: ['Tự chọn giờ tiêm', 'Choose an hour'], opening: ['Phòng chờ', 'Waiting room'] });

export function Booking({ parts: [id = '', page, unit, opening] }: { parts: string[] }) {
	const book = useSeen<Book>(personAddress(id));
	if (page === 'opening' && unit && opening)
		return <Screen title={w('opening')} back={['person', id, 'openings']}><RoomPage id={id} unit={unit} opening={opening} /></Screen>;
	return (
		<Screen title={w('openings')} back={['person', id]} lead={book.value?.person.name}>
			<Shown of={book}>{(value) => <OpeningsPage id={id} book={value} />}</Shown>
		</Screen>
	);
}
