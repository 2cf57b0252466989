// Finding a name whatever the accents, and reading what a scanner types.
import type { BoardItem, Card } from '../shared/types';

export const fold = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '')
	.replace(/[đĐ]/g, 'd').toLowerCase().replace(/\s+/g, ' ').trim();

// The line in the QR code of an identity card: number|old number|name|ddmmyyyy|sex|address|issued[|...]
export function readCardLine(line: string): Card | null {
	const part = line.trim().split('|');
	const birth = /^(\d\d)(\d\d)(\d{4})$/.exec(part[3] ?? '');
	if (part.length < 6 || !/^\d{12}$/.test(part[0]!) || !birth)
		return null;
	const sex = fold(part[4]!) === 'nam' ? 'male' : fold(part[4]!) === 'nu' ? 'female' : 'unknown';
	const card: Card = { cccd: part[0]!, name: part[2]!, birth_date: `${birth[3]}-${birth[2]}-${birth[1]}`, sex };
	if (part[1])
		card.cmnd = part[1];
	if (part[5])
		card.address = part[5];
	return card;
}

// Is this the person of whom something was typed or scanned at a table?
export function matches(item: BoardItem, text: string): boolean {
	const card = readCardLine(text);
	if (card)
		return fold(item.name) === fold(card.name) && item.birth_date.slice(0, 4) === card.birth_date.slice(0, 4);
	const name = ` ${fold(item.name)}`;
	return fold(text).split(' ').every((word) => name.includes(` ${word}`) || item.birth_date.startsWith(word));
}
