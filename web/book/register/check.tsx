// Step 4: everything once more before it is sent, each part with a way to change it.
import { date, fullName, sexName } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { link } from '../../shared/route';
import { Facts } from '../parts';
import type { Draft } from '../draft';
import { relationName } from '../terms';
import type { HistoryForm } from '../types';
import { groupText } from './groups';
import { answerText } from './health';
import { asked, born, type PageKey } from './steps';

const w = words({
	change: ['Sửa', 'Change'],
	changeWhat: ['Sửa: {what}', 'Change: {what}'],
	who: ['Người được tiêm', 'The person'],
	papers: ['Giấy tờ, điện thoại', 'Papers, phone'],
	home: ['Nơi ở', 'Home'],
	work: ['Nhóm, nghề nghiệp', 'Group, occupation'],
	guardian: ['Người giám hộ', 'Guardian'],
	time: ['Thời gian mong muốn', 'Wished time'],
	health: ['Sức khỏe', 'Health'],
	consent: ['Đồng ý', 'Consent'],
	relation: ['Đăng ký cho', 'For'], name: ['Họ và tên', 'Name'], birth: ['Ngày sinh', 'Born'], sex: ['Giới tính', 'Sex'],
	number: ['Số giấy tờ', 'Number'], insurance: ['Thẻ bảo hiểm y tế', 'Insurance'], phone: ['Điện thoại', 'Phone'], none: ['Không ghi', 'Not given'],
	address: ['Địa chỉ', 'Address'], group: ['Nhóm', 'Group'], occupation: ['Nghề nghiệp', 'Occupation'], workplace: ['Nơi làm việc', 'Workplace'],
	when: ['Khi nào', 'When'], soonest: ['Sớm nhất có thể', 'As early as possible'], from: ['Từ {date}', 'From {date}'],
	part: ['Buổi', 'Part of day'], any: ['Buổi nào cũng được', 'Any'], morning: ['Buổi sáng', 'Morning'], afternoon: ['Buổi chiều', 'Afternoon'],
	together: ['Đi cùng người nhà', 'With the family'], yes: ['Có', 'Yes'], no: ['Không', 'No'],
	allNo: ['Tất cả {n} câu: Không', 'All {n} questions: No'], rest: ['Các câu còn lại: Không', 'All the others: No'],
	agreed: ['Đồng ý tiêm chủng', 'Agreed'], by: ['Người đồng ý thay', 'On behalf of the child'],
});

type Rows = Parameters<typeof Facts>[0]['items'];

function Part({ id, page, title, items }: { id: string; page: PageKey; title: string; items: Rows }) {
	return (
		<section class="card checked" aria-label={title}>
			<div class="checked__head"><h2 class="card__title">{title}</h2>
				<a class="checked__change" href={link('register', id, page, 'check')} aria-label={w('changeWhat', { what: title })}>{w('change')}</a></div>
			<Facts items={items} />
		</section>
	);
}

// Only what is not "no" is listed: that is what has to be looked at.
function healthRows(d: Draft, form: HistoryForm | null): Rows {
	const questions = asked(form, d);
	const others = questions.filter((q) => d.answers[q.id] !== 'no');
	if (!others.length)
		return [[w('allNo', { n: questions.length }), '']];
	const rows = others.map((q) => [both(q), d.answers[q.id] ? answerText(d.answers[q.id]!) : '–'] as const);
	return others.length < questions.length ? [...rows, [w('rest'), '']] : rows;
}

function PersonParts({ d }: { d: Draft }) {
	const b = born(d), none = w('none');
	return (
		<>
			<Part id={d.id} page="who" title={w('who')} items={[
				[w('relation'), d.relation ? relationName(d.relation) : none], [w('name'), fullName(d.name)], [w('birth'), b ? date(b.date, b.precision) : none],
				[w('sex'), d.sex ? sexName(d.sex) : none]]} />
			<Part id={d.id} page="papers" title={w('papers')} items={[[w('number'), d.number || none], d.insurance && [w('insurance'), d.insurance], [w('phone'), d.phone || none]]} />
			<Part id={d.id} page="home" title={w('home')} items={[[w('address'), [d.address, d.home_name].filter(Boolean).join(', ') || none]]} />
			<Part id={d.id} page="work" title={w('work')} items={[[w('group'), groupText(d.group ?? '')], d.occupation && [w('occupation'), d.occupation], d.workplace && [w('workplace'), d.workplace]]} />
			{d.guardian_name && <Part id={d.id} page="guardian" title={w('guardian')} items={[[w('name'), fullName(d.guardian_name)], [w('phone'), d.guardian_phone || none]]} />}
		</>
	);
}

export function Check({ d, form }: { d: Draft; form: HistoryForm | null }) {
	return (
		<>
			{d.person_id ? <p class="lead">{d.name}</p> : <PersonParts d={d} />}
			<Part id={d.id} page="time" title={w('time')} items={[
				[w('when'), d.wished === 'later' ? w('from', { date: d.wished_on }) : w('soonest')], [w('part'), w(d.part ?? 'any')],
				d.together !== null && [w('together'), w(d.together ? 'yes' : 'no')]]} />
			<Part id={d.id} page="health0" title={w('health')} items={healthRows(d, form)} />
			<Part id={d.id} page="consent" title={w('consent')} items={[[w('agreed'), d.consent ? w('yes') : '–'], d.consent_by && [w('by'), fullName(d.consent_by)]]} />
		</>
	);
}
