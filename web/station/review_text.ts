// What a review is about, in words with the remedy. The server sends codes: a kind, and what was found.
import { say, words } from '../shared/lang';
import type { Review } from '../shared/types';
import { reviewCodes } from './review_codes';

const w = words({
	dose_rule: ['Mũi tiêm đã ghi nhưng lệch quy định:', 'A dose is recorded that departs from the rules:'],
	event_rule: ['Đã ghi một việc làm khi mất mạng, nhưng lệch quy định:', 'Something done offline is recorded, but departs from the rules:'],
	event_refused: ['Một việc làm khi mất mạng chưa ghi được; bản gửi vẫn được giữ. Hỏi người đã làm, ghi lại bước đó tại đây.',
		'Something done offline could not be recorded; what was sent is kept. Ask who did it and record the step here.'],
	id_reused: ['Một việc gửi đến dùng lại mã của việc khác. Việc đến trước đã ghi, việc sau vẫn được giữ. So với phiếu giấy; việc sau cũng đúng thì ghi lại tại đây.',
		'Something was sent under the id of something else. The first is recorded, the later one is kept. Compare with the paper form; record the later one here if it is right too.'],
	identity_dispute: ['Số giấy tờ trùng với hồ sơ khác. Xem có phải cùng một người, hoặc số bị gõ nhầm.',
		'Another record has the same identity number. See whether this is one person, or whether the number was mistyped.'],
	probable_duplicate: ['Một dòng của danh sách nhập rất giống người này nên chưa được nhập. Xem có phải cùng một người; thêm số giấy tờ rồi nhập lại dòng đó.',
		'A row of an imported list looks much like this person, so it was not imported. See whether they are one; add the identity number and import that row again.'],
	other: ['Việc cần xem: {kind}.', 'To review: {kind}.'],
	unknown: ['Mã {code}: chưa có lời giải thích, hãy báo người quản trị.', 'Code {code}: not explained yet, tell the administrator.'],
});

const kinds = ['dose_rule', 'event_rule', 'event_refused', 'id_reused', 'identity_dispute', 'probable_duplicate'] as const;
const withCodes = ['dose_rule', 'event_rule', 'event_refused'];

function sentence(code: string): string {
	const text = reviewCodes[code];
	return text ? say(text) : w('unknown', { code });
}

// What it is, and a sentence for each thing found.
export function about({ kind, detail }: Pick<Review, 'kind' | 'detail'>): { lead: string; found: string[] } {
	const known = kinds.find((k) => k === kind);
	return {
		lead: known ? w(known) : w('other', { kind }),
		found: withCodes.includes(kind) && Array.isArray(detail) ? detail.map((code) => sentence(String(code))) : [],
	};
}
