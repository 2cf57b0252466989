// The pages of a registration: which there are for whom, in which order, and what each of them needs.
import { age, day, readBirthDate, readDate } from '../../shared/format';
import { words } from '../../shared/lang';
import type { FieldMistake } from '../../shared/summary';
import type { Draft } from '../draft';
import type { HistoryForm, HistoryQuestion } from '../types';

const ADULT = 18; // Bộ luật Dân sự 2015, điều 20: below, a parent or guardian agrees
const AT_ONCE = 4; // questions of one page: as many as a phone shows

export type PageKey = 'who' | 'papers' | 'home' | 'work' | 'guardian' | 'time' | `health${number}` | 'consent' | 'check';
export interface PageOf { key: PageKey; step: 1 | 2 | 3 | 4 }

const w = words({
	relation: ['Chọn đăng ký cho ai.', 'Choose whom you register.'],
	name: ['Nhập họ và tên như trên giấy tờ.', 'Type the full name as on the papers.'],
	birth: ['Nhập ngày sinh dạng ngày/tháng/năm, hoặc chỉ năm sinh.', 'Type the birth date as day/month/year, or the year alone.'],
	sex: ['Chọn nam hay nữ.', 'Choose male or female.'],
	home: ['Chọn xã, phường đang ở: trạm y tế nơi đó sẽ xếp lịch.', 'Choose the commune where you live: its health station makes the appointments.'],
	guardianName: ['Nhập họ tên cha, mẹ hoặc người giám hộ.', 'Type the name of a parent or guardian.'],
	guardianPhone: ['Nhập số điện thoại của cha, mẹ hoặc người giám hộ.', 'Type the phone number of a parent or guardian.'],
	answer: ['Câu {n}: chọn Có, Không hoặc Không rõ.', 'Question {n}: choose yes, no or not sure.'],
	consent: ['Chọn đồng ý hoặc không đồng ý.', 'Choose whether you agree.'],
	refused: ['Chưa gửi được đăng ký khi chưa đồng ý. Có thể hỏi thêm ở trạm y tế rồi đăng ký sau.',
		'A registration needs your consent. You may ask at the health station and register later.'],
	by: ['Nhập họ tên cha, mẹ hoặc người giám hộ đồng ý thay cho trẻ.', 'Type the name of the parent or guardian who agrees for the child.'],
	wished: ['Chọn một ý.', 'Choose one.'],
	wishedOn: ['Nhập ngày dạng ngày/tháng/năm, từ hôm nay trở đi.', 'Type a day as day/month/year, from today on.'],
	part: ['Chọn buổi.', 'Choose a part of the day.'],
	together: ['Chọn một ý.', 'Choose one.'],
});

export const born = (d: Draft) => readBirthDate(d.birth);
export function isMinor(d: Draft): boolean {
	const b = born(d);
	return !!b && age(b.date, b.precision) < ADULT;
}

// A question may be for women or men alone.
export const asked = (form: HistoryForm | null, d: Draft): HistoryQuestion[] =>
	form?.questions.filter((q) => !q.sex || q.sex === d.sex || d.sex === 'unknown') ?? [];

const healthPages = (form: HistoryForm | null, d: Draft): PageOf[] =>
	Array.from({ length: Math.ceil(asked(form, d).length / AT_ONCE) || 1 }, (_, i) => ({ key: `health${i}`, step: 2 }));

export const questionsOf = (form: HistoryForm | null, d: Draft, key: PageKey): HistoryQuestion[] => {
	const n = Number(key.slice('health'.length));
	return asked(form, d).slice(n * AT_ONCE, (n + 1) * AT_ONCE);
};

export function pagesOf(d: Draft, form: HistoryForm | null): PageOf[] {
	const person: PageKey[] = d.person_id ? ['time'] : ['who', 'papers', 'home', 'work', ...(isMinor(d) ? ['guardian' as const] : []), 'time'];
	return [...person.map((key) => ({ key, step: 1 as const })), ...healthPages(form, d), { key: 'consent', step: 3 }, { key: 'check', step: 4 }];
}

type Checks = [ok: unknown, id: string, text: string][];
const failed = (checks: Checks): FieldMistake[] => checks.filter(([ok]) => !ok).map(([, id, text]) => ({ id, text }));

function wishIsGood(d: Draft): boolean {
	const on = readDate(d.wished_on);
	return d.wished !== 'later' || (!!on && on >= day());
}

// What is missing on a page. family: others of the family wait too, so that coming together is asked for.
export function mistakesOf(key: PageKey, d: Draft, form: HistoryForm | null, family: boolean): FieldMistake[] {
	if (key.startsWith('health'))
		return questionsOf(form, d, key).flatMap((q) => (d.answers[q.id] ? [] : [{ id: `answer-${q.id}`, text: w('answer', { n: numberOf(form, d, q) }) }]));
	const checks: Record<string, Checks> = {
		who: [[d.relation, 'relation', w('relation')], [d.name.trim().length > 1, 'name', w('name')], [born(d), 'birth_date', w('birth')], [d.sex, 'sex', w('sex')]],
		home: [[d.home_unit_id, 'home_unit_id', w('home')]],
		guardian: [[d.guardian_name.trim(), 'guardian_name', w('guardianName')], [d.guardian_phone.trim(), 'guardian_phone', w('guardianPhone')]],
		time: [[d.wished, 'wished', w('wished')], [wishIsGood(d), 'wished_on', w('wishedOn')], [d.part, 'wished_part', w('part')],
			[!family || d.together !== null, 'with_family', w('together')]],
		consent: [[d.consent !== null, 'consent', w('consent')], [d.consent !== false, 'consent', w('refused')], [!isMinor(d) || d.consent_by.trim(), 'consent_by', w('by')]],
	};
	return failed(checks[key] ?? []);
}

export const numberOf = (form: HistoryForm | null, d: Draft, q: HistoryQuestion): number => asked(form, d).indexOf(q) + 1;

// On which page stands what the server complains of?
export function pageOfField(field: string | null, d: Draft, form: HistoryForm | null): PageKey | null {
	const name = field?.replace(/^person\./, '') ?? '';
	const question = name.startsWith('answers.') ? asked(form, d).findIndex((q) => `answers.${q.id}` === name) : -1;
	if (question >= 0)
		return `health${Math.floor(question / AT_ONCE)}`;
	const places: [PageKey, string[]][] = [
		['who', ['relation', 'name', 'birth_date', 'sex']],
		['papers', ['cccd', 'cmnd', 'military', 'passport', 'insurance', 'phone', 'nationality']],
		['home', ['home_unit_id', 'address']],
		['work', ['occupation', 'workplace', 'priority_group']],
		['guardian', ['guardian_name', 'guardian_phone']],
		['time', ['wished_on', 'wished_part', 'with_family']],
		['health0', ['answers']],
		['consent', ['consent', 'consent_by']],
	];
	const key = places.find(([, fields]) => fields.includes(name))?.[0] ?? null;
	return key && pagesOf(d, form).some((p) => p.key === key) ? key : null;
}
