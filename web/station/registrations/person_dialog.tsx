// The record of somebody on the list; opening it is written to the log that the person can read.
import { Dialog } from '../../shared/dialog';
import { words } from '../../shared/lang';
import { useLoaded } from '../../shared/loaded';
import { Notice } from '../../shared/notice';
import type { Person } from '../../shared/types';
import { PersonCard } from '../person_card';

const w = words({
	title: ['Hồ sơ', 'Record'],
	logged: ['Lần mở hồ sơ này được ghi vào nhật ký mà người đó xem được.', 'This look is written to a log that the person can see.'],
});

export function PersonDialog({ unitId, personId, onClose }: { unitId: string; personId: string; onClose: () => void }) {
	const { value, mistake } = useLoaded<Person>(`/api/v1/units/${unitId}/persons/${personId}`);
	return (
		<Dialog title={w('title')} onClose={onClose} wide>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			{value && <PersonCard person={value} />}
			<p class="soft">{w('logged')}</p>
		</Dialog>
	);
}
