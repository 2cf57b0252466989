// Registered: the code, the place in the list and why, what happens next.
import { signal } from '@preact/signals';
import { both, words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { link } from '../../shared/route';
import { Card, Screen, Shown } from '../parts';
import { personAddress } from '../prefetch';
import { useSeen } from '../seen';
import type { Book, Registered } from '../types';

const w = words({
	title: ['Đã đăng ký xong', 'Registered'],
	code: ['Mã đăng ký của {name}', 'Registration code of {name}'],
	keep: ['Mã này nằm trong sổ, không cần chép lại.', 'The code is in the book; there is no need to write it down.'],
	place: ['Vị trí trong danh sách', 'Place in the list'],
	next: ['Tiếp theo', 'What happens next'],
	one: ['Trạm y tế xã, phường xem đăng ký này.', 'Your health station looks at this registration.'],
	two: ['Khi đến lượt, có tin nhắn báo ngày giờ và nơi tiêm. Phiếu hẹn cũng hiện trong sổ.', 'When it is the turn, a message tells day, hour and place. The appointment is shown in the book too.'],
	three: ['Mang theo giấy tờ tùy thân và mở mã QR của phiếu hẹn khi đến.', 'Bring identity papers and show the QR code of the appointment.'],
	another: ['Đăng ký cho người khác cùng nhà', 'Register somebody else'],
	home: ['Về trang đầu', 'To the start'],
});

export const registered = signal<Registered | null>(null);

export function Done({ parts: [id = ''] }: { parts: string[] }) {
	const book = useSeen<Book>(personAddress(id));
	const just = registered.value?.person_id === id ? registered.value : null;
	return (
		<Screen title={w('title')}>
			{just?.warnings.map((note) => <Notice key={note.vi} kind="warning">{both(note)}</Notice>)}
			<Shown of={book}>{({ person, registration, position, status }) => (
				<>
					{registration?.code && (
						<Card kind="main"><p>{w('code', { name: person.name })}</p><p class="code">{registration.code}</p><p class="soft">{w('keep')}</p></Card>
					)}
					<Card title={w('place')}>{position ? <p>{both(position)}</p> : <p>{both(status)}</p>}</Card>
				</>
			)}</Shown>
			<Card title={w('next')}><ol class="steps"><li>{w('one')}</li><li>{w('two')}</li><li>{w('three')}</li></ol></Card>
			<div class="buttons">
				<a class="govuk-button govuk-button--secondary" href={link('register', 'new')}>{w('another')}</a>
				<a class="govuk-button" href={link()}>{w('home')}</a>
			</div>
		</Screen>
	);
}
