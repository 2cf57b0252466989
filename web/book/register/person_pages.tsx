// Step 1: the person. One group of questions a page.
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../shared/button';
import { Choice, SelectField, TextField } from '../../shared/field';
import { sexName } from '../../shared/format';
import { language, words } from '../../shared/lang';
import { me } from '../account';
import { change, type Draft } from '../draft';
import { Options, optional } from '../parts';
import { personAddress } from '../prefetch';
import { useSeen } from '../seen';
import { relationName, shownPhone } from '../terms';
import { relations, type Book, type Member, type Relation, type Sex } from '../types';
import { groupOptions } from './groups';
import { PlaceFields } from './places';

const w = words({
	relation: ['Người được tiêm là', 'The person is'],
	name: ['Họ và tên', 'Full name'],
	nameHint: ['Như trên giấy tờ, ví dụ NGUYỄN THỊ LAN', 'As on the papers, for example NGUYỄN THỊ LAN'],
	birth: ['Ngày sinh', 'Birth date'],
	birthHint: ['Ví dụ 5/3/1952 hoặc 05031952. Chỉ nhớ năm thì ghi 1952.', 'For example 5/3/1952 or 05031952. If only the year is known: 1952.'],
	sex: ['Giới tính', 'Sex'],
	number: ['Số CCCD, CMND, định danh hoặc hộ chiếu', 'Number of an identity card or passport'],
	numberHint: ['Chưa có giấy tờ vẫn đăng ký được: để trống.', 'You can register without papers: leave it empty.'],
	nationality: ['Quốc tịch', 'Nationality'],
	insurance: ['Số thẻ bảo hiểm y tế', 'Health insurance number'],
	insuranceHint: ['10 chữ số, hoặc cả 15 ký tự trên thẻ', '10 digits, or all 15 signs of the card'],
	phone: ['Số điện thoại của người này', "This person's phone"],
	phoneHint: ['Để trống thì tin nhắn gửi tới số đang đăng nhập: {phone}.', 'If empty, messages go to the number that is logged in: {phone}.'],
	copy: ['Cùng nhà với ai? Bấm để chép địa chỉ.', 'Same home as somebody? Press to copy the address.'],
	copyOf: ['Giống {name}', 'Like {name}'],
	chosen: ['Nơi ở đã chọn: {home}', 'Chosen: {home}'],
	elsewhere: ['Chọn nơi khác', 'Choose another place'],
	address: ['Số nhà, đường, thôn, tổ', 'House, street, hamlet'],
	group: ['Người này thuộc nhóm nào?', 'Which group does this person belong to?'],
	groupHint: ['Thuộc nhiều nhóm thì chọn theo nghề trước: y tế, chống dịch, bộ đội, công an, ngoại giao, hải quan, vận tải, giáo dục. Sau đó mới đến tuổi, bệnh, nơi ở.',
		'If several fit, choose by occupation first: health, epidemic control, army, police, diplomacy, customs, transport, education. Age, illness and home come after.'],
	occupation: ['Nghề nghiệp', 'Occupation'],
	workplace: ['Nơi làm việc, học tập', 'Place of work or study'],
	guardianName: ['Họ tên cha, mẹ hoặc người giám hộ', 'Name of a parent or guardian'],
	guardianPhone: ['Số điện thoại của người đó', 'Phone of that person'],
	wished: ['Khi nào tiêm được?', 'When can this person come?'],
	any: ['Sớm nhất có thể', 'As early as possible'],
	later: ['Từ một ngày về sau', 'From some day on'],
	wishedOn: ['Từ ngày', 'From'],
	wishedOnHint: ['Ví dụ 20/8/2021', 'For example 20/8/2021'],
	part: ['Buổi nào tiện?', 'Which part of the day?'],
	anyPart: ['Buổi nào cũng được', 'Any'],
	morning: ['Buổi sáng', 'Morning'],
	afternoon: ['Buổi chiều', 'Afternoon'],
	together: ['Muốn đi tiêm cùng người nhà đang chờ không?', 'Come together with your family who wait?'],
	yes: ['Có, xếp cùng nơi cùng giờ nếu được', 'Yes, the same place and hour if possible'],
	no: ['Không cần', 'Not needed'],
});

export interface PageProps { d: Draft; told: (id: string) => string | undefined }
type TextKey = 'name' | 'number' | 'insurance' | 'phone' | 'address' | 'occupation' | 'workplace' | 'guardian_name' | 'guardian_phone';

function Text({ d, told, of, label, hint, ...rest }: PageProps & { of: TextKey; label: string; hint?: string; [more: string]: unknown }) {
	return <TextField id={of} label={label} hint={hint} value={d[of]} onInput={(v) => change({ [of]: v })} error={told(of)} {...rest} />;
}

export function Who({ d, told }: PageProps) {
	return (
		<>
			<Choice id="relation" legend={w('relation')} value={d.relation} onChange={(relation) => change({ relation: relation as Relation })} error={told('relation')}
				options={relations.map((value) => ({ value, text: relationName(value) }))} />
			<Text d={d} told={told} of="name" label={w('name')} hint={w('nameHint')} autocomplete={d.relation === 'self' ? 'name' : 'off'} autocapitalize="words" />
			<TextField id="birth_date" label={w('birth')} hint={w('birthHint')} value={d.birth} onInput={(birth) => change({ birth })} width={10}
				inputMode="numeric" error={told('birth_date')} />
			<Choice id="sex" legend={w('sex')} value={d.sex} onChange={(sex) => change({ sex: sex as Sex })} error={told('sex')}
				options={(['female', 'male'] as const).map((value) => ({ value, text: sexName(value) }))} />
		</>
	);
}

// Names of countries come with the page only where somebody is no Vietnamese.
function Nationality({ d, told }: PageProps) {
	const [all, setAll] = useState<{ value: string; text: string }[] | null>(null);
	useEffect(() => {
		void import('./nationalities').then((m) => setAll(m.nationalities(language.value)), () => {});
	}, [language.value]);
	const options = all ?? [{ value: 'VN', text: 'Việt Nam' }];
	return <SelectField id="nationality" label={w('nationality')} value={d.nationality} onChange={(nationality) => change({ nationality })} options={options} error={told('nationality')} />;
}

export function Papers({ d, told }: PageProps) {
	return (
		<>
			<Text d={d} told={told} of="number" label={optional(w('number'))} hint={w('numberHint')} autocapitalize="characters" />
			<Nationality d={d} told={told} />
			<Text d={d} told={told} of="insurance" label={optional(w('insurance'))} hint={w('insuranceHint')} autocapitalize="characters" />
			<Text d={d} told={told} of="phone" label={optional(w('phone'))} hint={w('phoneHint', { phone: shownPhone(me()?.account.phone) })} type="tel" inputMode="tel" />
		</>
	);
}

const MOST_COPIES = 4;

function CopyOf({ m }: { m: Member }) {
	const book = useSeen<Book>(personAddress(m.person_id)).value;
	const from = book?.person;
	if (!from?.home_unit_id || !from.home_name)
		return null;
	return (
		<li><button type="button" class="row-button" onClick={() => change({
			home_unit_id: String(from.home_unit_id), home_name: from.home_name!, address: from.address ?? '', province: '', district: '',
		})}><strong>{w('copyOf', { name: m.name })}</strong><span class="soft">{[from.address, from.home_name].filter(Boolean).join(', ')}</span></button></li>
	);
}

export function HomePlace({ d, told }: PageProps) {
	const people = me()?.people ?? [];
	return (
		<>
			{people.length > 0 && !d.home_unit_id && !d.province && (
				<><p>{w('copy')}</p><ul class="plain-list">{people.slice(0, MOST_COPIES).map((m) => <CopyOf key={m.person_id} m={m} />)}</ul></>
			)}
			{d.home_unit_id && !d.district ? (
				<div class="card card--quiet">
					<p>{w('chosen', { home: d.home_name })}</p>
					<Button kind="quiet" onClick={() => change({ home_unit_id: '', home_name: '' })}>{w('elsewhere')}</Button>
				</div>
			) : <PlaceFields d={d} error={told('home_unit_id')} />}
			<Text d={d} told={told} of="address" label={optional(w('address'))} autocomplete="street-address" />
		</>
	);
}

export function Work({ d, told }: PageProps) {
	return (
		<>
			<Options id="priority_group" legend={w('group')} hint={w('groupHint')} value={d.group} onChange={(group) => change({ group })}
				options={groupOptions()} error={told('priority_group')} />
			<Text d={d} told={told} of="occupation" label={optional(w('occupation'))} />
			<Text d={d} told={told} of="workplace" label={optional(w('workplace'))} />
		</>
	);
}

export function Guardian({ d, told }: PageProps) {
	return (
		<>
			<Text d={d} told={told} of="guardian_name" label={w('guardianName')} autocapitalize="words" />
			<Text d={d} told={told} of="guardian_phone" label={w('guardianPhone')} type="tel" inputMode="tel" />
		</>
	);
}

export function Time({ d, told, family }: PageProps & { family: boolean }) {
	return (
		<>
			<Options id="wished" legend={w('wished')} value={d.wished} onChange={(wished) => change({ wished })} error={told('wished')}
				options={[{ value: 'any', text: w('any') }, { value: 'later', text: w('later') }]} />
			{d.wished === 'later' && <TextField id="wished_on" label={w('wishedOn')} hint={w('wishedOnHint')} value={d.wished_on} onInput={(wished_on) => change({ wished_on })}
				width={10} error={told('wished_on')} />}
			<Options id="wished_part" legend={w('part')} value={d.part} onChange={(part) => change({ part })} error={told('wished_part')}
				options={[{ value: 'any', text: w('anyPart') }, { value: 'morning', text: w('morning') }, { value: 'afternoon', text: w('afternoon') }]} />
			{family && <Options id="with_family" legend={w('together')} value={d.together === null ? null : d.together ? 'yes' : 'no'} error={told('with_family')}
				onChange={(v) => change({ together: v === 'yes' })} options={[{ value: 'yes', text: w('yes') }, { value: 'no', text: w('no') }]} />}
		</>
	);
}

