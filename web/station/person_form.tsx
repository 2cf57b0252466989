// A new person: who, how to reach, which group. A number is welcome and never required; likely duplicates are shown
// before anything is saved.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { ask, post } from '../shared/api';
import { Button } from '../shared/button';
import { Choice, SelectField, TextField } from '../shared/field';
import { age, date, readBirthDate, sexName } from '../shared/format';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import type { Card, Note, Person, PersonIn, PersonShort, Sex } from '../shared/types';
import { reference } from './board';
import { readCardLine } from './fold';
import { Warnings } from './person_card';
import { PersonRow } from './person_row';
import { unitPath } from './place';

const w = words({
	title: ['Thêm người mới', 'Add a new person'],
	scan: ['Quét mã QR trên thẻ CCCD (nếu có)', 'Scan the QR code of the identity card (if there is one)'],
	who: ['1. Người được tiêm', '1. The person'],
	name: ['Họ và tên', 'Full name'],
	nameHint: ['Như trên giấy tờ, ví dụ NGUYỄN VĂN AN', 'As on the papers, for example NGUYỄN VĂN AN'],
	birth: ['Ngày sinh', 'Birth date'],
	birthHint: ['Ví dụ 5/3/1985; nếu chỉ biết năm: 1985', 'For example 5/3/1985; if only the year is known: 1985'],
	sex: ['Giới tính', 'Sex'],
	cccd: ['Số CCCD (không bắt buộc)', 'Identity number (optional)'],
	passport: ['Số hộ chiếu (không bắt buộc)', 'Passport number (optional)'],
	numberHint: ['Không có giấy tờ vẫn được tiêm: để trống.', 'People without papers may be vaccinated: leave it empty.'],
	reach: ['2. Liên hệ và nơi ở', '2. How to reach the person'],
	phone: ['Số điện thoại (không bắt buộc)', 'Phone (optional)'],
	phoneHint: ['Cả nhà có thể dùng chung một số.', 'A family may share one number.'],
	address: ['Địa chỉ hiện tại', 'Present address'],
	guardian: ['Họ tên cha, mẹ hoặc người giám hộ', 'Name of a parent or guardian'],
	guardianPhone: ['Điện thoại người giám hộ', "Guardian's phone"],
	group: ['3. Nhóm đối tượng', '3. Priority group'],
	groupField: ['Nhóm ưu tiên', 'Priority group'],
	groupHint: ['Giữ nguyên cho người tiếp theo.', 'Kept for the next person.'],
	choose: ['Chưa rõ', 'Not known yet'],
	work: ['Nơi làm việc, học tập (không bắt buộc)', 'Place of work or study (optional)'],
	save: ['Lưu và tiếp đón', 'Save and check in'],
	anyway: ['Là người khác: vẫn lưu người mới', 'Somebody else: save as a new person'],
	back: ['Quay lại tìm kiếm', 'Back to the search'],
	duplicates: ['Có thể người này đã có hồ sơ. Chọn đúng người nếu thấy:', 'This person may have a record already. Choose it if you see it:'],
	needName: ['Nhập họ và tên.', 'Type the full name.'],
	needBirth: ['Nhập ngày sinh dạng ngày/tháng/năm, hoặc chỉ năm sinh.', 'Type the birth date as day/month/year, or the year alone.'],
	needSex: ['Chọn giới tính.', 'Choose the sex.'],
});

const GROUP = 'tiemchung.group';
const ADULT = 18;
const NO_NUMBER = 'number.missing'; // allowed, and not worth a second question

interface Typed { name: string; birth: string; sex: Sex | null; cccd: string; passport: string; phone: string; address: string;
	guardian_name: string; guardian_phone: string; priority_group: string; workplace: string }

const fromCard = (card: Card | null): Partial<Typed> => (card ? {
	name: card.name, birth: date(card.birth_date), sex: card.sex, cccd: card.cccd ?? '', address: card.address ?? '',
} : {});

// What was left empty is not sent: absent is not the same as empty.
function personIn(t: Typed): PersonIn {
	const { birth, sex, ...texts } = t;
	const read = readBirthDate(birth)!;
	const given = Object.entries(texts).map(([k, v]) => [k, v.trim()] as const).filter(([, v]) => v);
	return { ...Object.fromEntries(given), birth_date: read.date, birth_precision: read.precision, sex } as PersonIn;
}

export function PersonForm({ card, name, onBack, onPick, onMade }: {
	card: Card | null; name: string; onBack: () => void; onPick: (p: PersonShort) => void; onMade: (p: Person) => void;
}) {
	const [t, setT] = useState<Typed>({
		birth: '', sex: null, cccd: '', passport: '', phone: '', address: '', guardian_name: '', guardian_phone: '', workplace: '',
		priority_group: sessionStorage.getItem(GROUP) ?? '', name, ...fromCard(card),
	});
	const [line, setLine] = useState('');
	const [tried, setTried] = useState(0);
	const [check, setCheck] = useState<{ duplicates: PersonShort[]; warnings: Note[] } | null>(null);
	const action = useAction();
	const set = (part: Partial<Typed>) => { setT({ ...t, ...part }); setCheck(null); };
	const scan = (text: string) => {
		const read = readCardLine(text);
		setLine(read ? '' : text);
		if (read)
			set(fromCard(read));
	};
	const born = readBirthDate(t.birth);
	const minor = !!born && age(born.date, born.precision) < ADULT;
	const mistakes = [
		...(t.name.trim() ? [] : [{ id: 'name', text: w('needName') }]),
		...(born ? [] : [{ id: 'birth_date', text: w('needBirth') }]),
		...(t.sex ? [] : [{ id: 'sex', text: w('needSex') }]),
	];
	const told = (id: string) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(id);
	const save = (sure: boolean) => action.run(async () => {
		const person = personIn(t);
		if (!sure) {
			const got = await ask<{ duplicates: PersonShort[]; warnings: Note[] }>(unitPath('persons', 'check'), person);
			if (got.duplicates.length || got.warnings.some((note) => note.code !== NO_NUMBER)) {
				setCheck(got);
				return;
			}
		}
		const made = await post<Person>(unitPath('persons'), person);
		sessionStorage.setItem(GROUP, t.priority_group);
		onMade(made);
	});
	const send = (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (!mistakes.length)
			void save(check !== null);
	};
	const text = (id: keyof Typed, label: string, hint?: string, more: object = {}) => (
		<TextField id={id} label={label} hint={hint} value={t[id] ?? ''} onInput={(v) => set({ [id]: v })} error={told(id)} {...more} />
	);
	const known = ['name', 'birth_date', 'sex', 'cccd', 'passport', 'phone', 'address', 'guardian_name', 'guardian_phone', 'workplace', 'priority_group'];
	return (
		<form class="narrow" onSubmit={send} noValidate onKeyDown={(e) => { if (e.key === 'Escape') onBack(); }}>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<ErrorSummary tries={tried} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={known} />
			{!card && <TextField id="scan" label={w('scan')} value={line} onInput={scan} autofocus />}
			<fieldset class="sheet govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{w('who')}</legend>
				{text('name', w('name'), w('nameHint'), { autofocus: !!card })}
				<TextField id="birth_date" label={w('birth')} hint={w('birthHint')} value={t.birth} onInput={(birth) => set({ birth })} width={10}
					inputMode="numeric" error={told('birth_date')} />
				<Choice id="sex" legend={w('sex')} value={t.sex} onChange={(sex) => set({ sex: sex as Sex })} error={told('sex')}
					options={(['female', 'male', 'unknown'] as const).map((value) => ({ value, text: sexName(value) }))} />
				{text('cccd', w('cccd'), w('numberHint'), { inputMode: 'numeric', width: 20 })}
				{text('passport', w('passport'), undefined, { width: 20 })}
			</fieldset>
			<fieldset class="sheet govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{w('reach')}</legend>
				{text('phone', w('phone'), w('phoneHint'), { inputMode: 'tel', width: 20 })}
				{text('address', w('address'))}
				{minor && text('guardian_name', w('guardian'))}
				{minor && text('guardian_phone', w('guardianPhone'), undefined, { inputMode: 'tel', width: 20 })}
			</fieldset>
			<fieldset class="sheet govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{w('group')}</legend>
				<SelectField id="priority_group" label={w('groupField')} hint={w('groupHint')} value={t.priority_group} onChange={(v) => set({ priority_group: v })}
					empty={w('choose')} options={(reference.value?.priority_groups ?? []).map((g) => ({ value: g.code, text: `${g.code}. ${g.name}` }))} error={told('priority_group')} />
				{text('workplace', w('work'))}
			</fieldset>
			<div role="status">
				<Warnings items={check?.warnings} />
				{!!check?.duplicates.length && <Notice kind="warning"><p>{w('duplicates')}</p></Notice>}
				{check?.duplicates.map((p) => <PersonRow key={p.id} person={p} onPick={() => onPick(p)} />)}
			</div>
			<div class="buttons">
				<Button type="submit" busy={action.busy}>{w(check?.duplicates.length ? 'anyway' : 'save')}</Button>
				<Button kind="quiet" onClick={onBack}>{w('back')} <kbd>Esc</kbd></Button>
			</div>
		</form>
	);
}
