// A draft as the server wants it. What was left empty is not sent.
import { fullName, readDate } from '../../shared/format';
import type { Draft } from '../draft';
import { born, isMinor } from './steps';

// A number of any kind, told by its structure: 12 digits are a CCCD, 9 a CMND, 8 a soldier's, 10 or 15 signs an insurance card,
// letters and digits a passport (the same rule as in lists that have one column for it).
export function numberKind(number: string): 'cccd' | 'cmnd' | 'military' | 'insurance' | 'passport' {
	const n = number.replace(/[\s.-]/g, '');
	if (/^\d+$/.test(n))
		return n.length === 8 ? 'military' : n.length === 9 ? 'cmnd' : n.length === 10 ? 'insurance' : 'cccd';
	return n.length === 15 ? 'insurance' : 'passport';
}

const given = (texts: Record<string, string>): Record<string, string> =>
	Object.fromEntries(Object.entries(texts).map(([k, v]) => [k, v.trim()]).filter(([, v]) => v));

function personOf(d: Draft) {
	const birth = born(d)!, minor = isMinor(d);
	return {
		birth_date: birth.date, birth_precision: birth.precision, sex: d.sex,
		...given({
			name: fullName(d.name), insurance: d.insurance, phone: d.phone, home_unit_id: d.home_unit_id, address: d.address, occupation: d.occupation,
			workplace: d.workplace, priority_group: d.group ?? '', nationality: d.nationality,
			...(d.number.trim() ? { [numberKind(d.number)]: d.number.replace(/[\s.-]/g, '').toUpperCase() } : {}),
			...(minor ? { guardian_name: d.guardian_name, guardian_phone: d.guardian_phone } : {}),
		}),
	};
}

export function bodyOf(d: Draft): object {
	const wished = d.wished === 'later' ? readDate(d.wished_on) : null;
	return {
		...(d.person_id ? { person_id: d.person_id } : { person: personOf(d) }),
		relation: d.relation ?? 'other', wished_part: d.part ?? 'any', answers: d.answers, consent: d.consent === true, with_family: d.together === true,
		...(wished ? { wished_on: wished } : {}),
		...(d.consent_by.trim() ? { consent_by: fullName(d.consent_by) } : {}),
	};
}
