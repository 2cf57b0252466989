// The appointment as an entry of the phone's own calendar (RFC 5545). Viet Nam has one time zone and no summer time: UTC+7.
import type { Appointment } from '../types';

const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\n/g, '\\n');
const utc = (date: string, time: string): string =>
	`${new Date(`${date}T${time.slice(0, 5)}:00+07:00`).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;

// Lines of at most 75 octets; what is longer goes on behind a space.
function folded(line: string): string {
	const out: string[] = [];
	let bytes = 0, part = '';
	for (const c of line) {
		const n = new TextEncoder().encode(c).length;
		if (bytes + n > 74) {
			out.push(part);
			part = ' ';
			bytes = 1;
		}
		part += c;
		bytes += n;
	}
	return [...out, part].join('\r\n');
}

export function calendarEntry(a: Appointment, title: string, text: string): Blob {
	const from = a.slot ?? '07:30', to = a.slot_ends ?? '16:30';
	const lines = [
		'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Tiem Chung//So suc khoe dien tu//VI', 'BEGIN:VEVENT',
		`UID:${a.code}-${a.on_date}@tiemchung`, `DTSTAMP:${utc(a.on_date, '00:00')}`, `DTSTART:${utc(a.on_date, from)}`, `DTEND:${utc(a.on_date, to)}`,
		`SUMMARY:${escaped(title)}`, `LOCATION:${escaped([a.site_name, a.site_address].filter(Boolean).join(', '))}`, `DESCRIPTION:${escaped(text)}`,
		'BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${escaped(title)}`, 'TRIGGER:-PT14H', 'END:VALARM', 'END:VEVENT', 'END:VCALENDAR',
	];
	return new Blob([lines.map(folded).join('\r\n'), '\r\n'], { type: 'text/calendar;charset=utf-8' });
}
