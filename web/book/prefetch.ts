// What people need on the way and at the site, where there is often no network: the appointment with its QR code and the
// certificates are kept although nobody has opened them yet.
import { kept } from './kept';
import { era, refresh, seen } from './seen';
import type { Book, Certificate, Member } from './types';

export const personAddress = (id: string, ...rest: string[]): string => ['/api/v1/book/people', id, ...rest].join('/');
export const appointmentQr = (id: string): string => personAddress(id, 'appointment.svg');
export const certificateQr = (id: string, certificate: string): string => personAddress(id, 'certificates', certificate, 'qr.svg');

// The one that is shown to a guard: of the last dose.
export const newestCertificate = (book: Book): Certificate | undefined =>
	book.certificates?.filter((c) => c.hc1 && c.state === 'valid')
		.reduce<Certificate | undefined>((best, c) => (!best || c.dose_number > best.dose_number ? c : best), undefined);

const MOST = 8; // people: more are a company's list
const saving = (): boolean => !!(navigator as { connection?: { saveData?: boolean } }).connection?.saveData;

// The appointment may move: its code is drawn anew when the appointment is seen to be another.
const codes = new Map<string, string>();
export const forgetCodes = (): void => codes.clear();

export async function keepPapers(id: string, book: Book): Promise<void> {
	const code = book.appointment?.code, mine = era();
	if (code && codes.get(id) !== code) {
		await refresh(appointmentQr(id));
		const { value, away, mistake } = seen<string>(appointmentQr(id)).peek();
		if (value && !away && !mistake)
			codes.set(id, code);
	}
	for (const { id: certificate, hc1, state } of book.certificates ?? [])
		if (era() === mine && hc1 && state === 'valid' && !await kept(certificateQr(id, certificate)))
			await refresh(certificateQr(id, certificate));
}

export async function keepForTheWay(people: Member[]): Promise<void> {
	const mine = era();
	if (saving() || !navigator.onLine)
		return;
	for (const { person_id } of people.slice(0, MOST)) {
		if (era() !== mine) // logged out meanwhile
			return;
		await refresh(personAddress(person_id));
		const { value, away } = seen<Book>(personAddress(person_id)).peek();
		if (away)
			return;
		if (value)
			await keepPapers(person_id, value);
	}
}
