// The order of a draw, and where my own ticket stands in it.
import { useState } from 'preact/hooks';
import { Button } from '../../shared/button';
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import { Tag } from '../../shared/notice';
import { Card } from '../parts';
import type { Drawn } from './fair';
import type { Ticket } from './types';

const w = words({
	mine: ['Số của gia đình bạn', 'The ticket of your family'],
	drawn: ['Bốc được số thứ tự {n} trong {all}', 'Drawn number {n} of {all}'],
	again: ['Lượt ấy đã qua; nay xếp lại ở số {n}.', 'That turn is over; the number is {n} now.'],
	later: ['Số này không có trong lượt bốc thăm vì được lấy sau giờ bốc thăm, hoặc đã rời phòng chờ rồi quay lại. Những số như vậy xếp sau, theo giờ đến: số {n}.',
		'This ticket was not in the draw: it was taken later, or its people left the room and came back. Such tickets queue behind in the order of arrival: number {n}.'],
	left: ['Gia đình bạn đã rời phòng chờ nên không có trong lượt bốc thăm.', 'Your family left the waiting room and was not in the draw.'],
	ticket: ['Mã lấy số: {id}', 'Ticket: {id}'],
	order: ['Thứ tự bốc thăm', 'The order'],
	key: ['Mã bốc thăm', 'Key'],
	you: ['Gia đình bạn', 'Your family'],
	more: ['Xem thêm {n} số', 'Show {n} more'],
});

export function Mine({ ticket, items }: { ticket: Ticket; items: Drawn[] }) {
	const mine = items.find((i) => i.ticket_id === ticket.id);
	return (
		<Card title={w('mine')} kind="main">
			{mine ? <p class="say">{w('drawn', { n: number(mine.drawn), all: number(items.length) })}</p>
				: <p>{ticket.place === null ? w('left') : w('later', { n: number(ticket.place) })}</p>}
			{mine && ticket.place !== null && ticket.place !== mine.drawn && <p>{w('again', { n: number(ticket.place) })}</p>}
			<p class="soft break">{w('ticket', { id: ticket.id })}</p>
		</Card>
	);
}

const FIRST = 10, STEP = 100;

export function Order({ items, mine }: { items: Drawn[]; mine: string | null }) {
	const [shown, show] = useState(FIRST);
	const left = items.length - shown;
	return (
		<Card title={w('order')}>
			<ol class="draw">
				{items.slice(0, shown).map((i) => (
					<li key={i.ticket_id} class={i.ticket_id === mine ? 'draw__mine' : undefined}>
						<span class="draw__number">{number(i.drawn)}</span>
						<span class="draw__what">
							{i.ticket_id === mine && <Tag kind="info">{w('you')}</Tag>}
							<span class="break">{w('ticket', { id: i.ticket_id })}</span>
							<span class="soft">{w('key')}: <span class="hash">{i.draw_key}</span></span>
						</span>
					</li>
				))}
			</ol>
			{left > 0 && <div class="buttons"><Button kind="second" onClick={() => show(shown + STEP)}>{w('more', { n: number(Math.min(left, STEP)) })}</Button></div>}
		</Card>
	);
}
