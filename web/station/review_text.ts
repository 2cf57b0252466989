// What a review is about, in words with the remedy. The server sends codes: a kind, and the rules that were broken.
import { words } from '../shared/lang';
import type { Review } from '../shared/types';

const w = words({
	dose_rule: ['Mũi tiêm đã ghi nhưng lệch quy định: {rules}. So với giấy của người tiêm; đúng thì ghi lý do, sai thì sửa mũi tiêm.',
		'A dose is recorded that departs from the rules: {rules}. Compare with the papers; give the reason if it is right, correct the dose if not.'],
	dispute: ['Số giấy tờ trùng với hồ sơ khác. Xem có phải cùng một người, hoặc số bị gõ nhầm.',
		'Another record has the same identity number. See whether this is one person, or whether the number was mistyped.'],
	other: ['Việc cần xem: {kind}.', 'To review: {kind}.'],
	'lot.missing': ['không có số lô', 'no lot number'],
	'lot.unknown': ['số lô không có trong kho của hệ thống', 'the lot is not known here'],
	'lot.expired': ['lô đã hết hạn vào ngày tiêm', 'the lot had expired on the day'],
	'dose.product': ['loại vắc xin không được phép sau mũi trước', 'this vaccine is not allowed after the dose before'],
	'dose.age': ['không đúng tuổi của vắc xin', 'outside the age of the vaccine'],
	'dose.interval': ['cách mũi trước quá gần', 'too soon after the dose before'],
	'dose.too_late': ['cách mũi trước quá xa', 'too late after the dose before'],
	'dose.first_twice': ['có hai mũi 1', 'there are two first doses'],
	'dose.same_day': ['trùng ngày với một mũi khác', 'same day as another dose'],
});

const codes = ['lot.missing', 'lot.unknown', 'lot.expired', 'dose.product', 'dose.age', 'dose.interval', 'dose.too_late', 'dose.first_twice',
	'dose.same_day'] as const;

function rule(code: unknown): string {
	const known = codes.find((c) => c === code);
	return known ? w(known) : String(code);
}

export function about(review: Review): string {
	if (review.kind === 'dose_rule')
		return w('dose_rule', { rules: (Array.isArray(review.detail) ? review.detail : []).map(rule).join('; ') });
	return /dispute|number/.test(review.kind) ? w('dispute') : w('other', { kind: review.kind });
}
