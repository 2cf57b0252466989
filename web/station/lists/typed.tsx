// People typed one by one: what the form needs, the address by choosing; workplace and address stay for the next one.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { get, post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Choice, SelectField, TextField } from '../../shared/field';
import { words } from '../../shared/lang';
import type { Items } from '../../shared/loaded';
import { MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import type { Unit } from '../../shared/types';
import { reference } from '../board';
import { place, unitPath } from '../place';
import type { RollWhole } from './types';

const w = words({
	title: ['Thêm từng người', 'Add people one by one'],
	name: ['Họ và tên', 'Full name'],
	birth: ['Ngày sinh', 'Birth date'],
	birthHint: ['ngày/tháng/năm, hoặc chỉ năm', 'day/month/year, or the year alone'],
	sex: ['Giới tính', 'Sex'],
	male: ['Nam', 'Male'],
	female: ['Nữ', 'Female'],
	phone: ['Số điện thoại', 'Phone'],
	phoneHint: ['Nhiều người dùng chung một số cũng được', 'Several people may share one'],
	number: ['Số CCCD/CMND', 'Identity number'],
	group: ['Nhóm ưu tiên', 'Priority group'],
	workplace: ['Đơn vị công tác', 'Workplace'],
	province: ['Tỉnh, thành phố', 'Province'],
	district: ['Quận, huyện', 'District'],
	commune: ['Xã, phường', 'Commune'],
	address: ['Địa chỉ', 'Address'],
	choose: ['Chọn', 'Choose'],
	add: ['Thêm vào danh sách', 'Add to the list'],
	added: ['Đã thêm {name}', '{name} was added'],
	need: ['Cần họ tên và ngày sinh.', 'Name and birth date are needed.'],
});

// Units of one level below another, on the day whose set addresses use.
function useBelow(parent: string | null, level: string): Unit[] {
	const [units, setUnits] = useState<Unit[]>([]);
	const on = reference.value?.units_on;
	useEffect(() => {
		let mine = true;
		setUnits([]);
		if (parent)
			void get<Items<Unit>>(`/api/v1/units?${new URLSearchParams({ parent_id: parent, level, limit: '100', ...(on ? { on } : {}) })}`).then(({ items }) => { if (mine) setUnits(items); }, () => {});
		return () => { mine = false; };
	}, [parent, level, on]);
	return units;
}

const options = (units: Unit[]) => units.map((u) => ({ value: u.id, text: u.name }));
const codeOf = (units: Unit[], id: string) => units.find((u) => u.id === id)?.code ?? '';

interface Home { province: string; district: string; commune: string }

// Where the unit itself lies: most people of a list live there.
function useOwnHome(set: (nation: string, home: Home) => void): void {
	useEffect(() => {
		void get<Unit>(`/api/v1/units/${place.value!.id}`).then((own) => {
			const line = [...(own.ancestors ?? []), own];
			const of = (level: string) => line.find((u) => u.level === level)?.id ?? '';
			set(of('nation'), { province: of('province'), district: of('district'), commune: of('commune') });
		}, () => {});
	}, []);
}

export function Typed({ list, started, onAdded }: { list: RollWhole; started: boolean; onAdded: () => Promise<void> }) {
	const none = { name: '', birth_date: '', phone: '', number: '' };
	const [cells, setCells] = useState<Record<string, string>>(none);
	const [sex, setSex] = useState<string | null>(null);
	const [kept, setKept] = useState({ priority_group: '', workplace: '', address: '' });
	const [nation, setNation] = useState('');
	const [home, setHome] = useState<Home>({ province: '', district: '', commune: '' });
	const [tried, setTried] = useState(false);
	const nameBox = useRef<HTMLInputElement>(null);
	const action = useAction();
	useOwnHome((n, h) => { setNation(n); setHome(h); });
	const provinces = useBelow(nation || null, 'province'), districts = useBelow(home.province || null, 'district'), communes = useBelow(home.district || null, 'commune');
	const put = (key: string) => (text: string) => setCells({ ...cells, [key]: text });
	const add = (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (!cells.name?.trim() || !cells.birth_date?.trim())
			return;
		const given = { ...cells, ...kept, sex: sex ?? '', province_code: codeOf(provinces, home.province), district_code: codeOf(districts, home.district), commune_code: codeOf(communes, home.commune) };
		void action.run(async () => {
			await post(unitPath('lists', list.id, 'rows'), { rows: [Object.fromEntries(Object.entries(given).filter(([, text]) => text.trim()))] });
			tell(w('added', { name: cells.name! }));
			setCells(none);
			setSex(null);
			setTried(false);
			nameBox.current?.focus();
			await onAdded();
		});
	};
	const groups = (reference.value?.priority_groups ?? []).map((g) => ({ value: g.code, text: `${g.code}. ${g.name}` }));
	return (
		<details class="more sheet" open={started}>
			<summary>{w('title')}</summary>
			<form onSubmit={add} noValidate>
				<MistakeBox mistake={action.mistake} />
				<div class="pair">
					<TextField id="typed-name" inputRef={nameBox} label={w('name')} value={cells.name ?? ''} onInput={put('name')} error={tried && !cells.name?.trim() ? w('need') : undefined} />
					<TextField id="typed-birth" label={w('birth')} hint={w('birthHint')} value={cells.birth_date ?? ''} onInput={put('birth_date')} error={tried && !cells.birth_date?.trim() ? w('need') : undefined} />
				</div>
				<Choice id="typed-sex" legend={w('sex')} value={sex} onChange={setSex} options={[{ value: '0', text: w('male') }, { value: '1', text: w('female') }]} />
				<div class="pair">
					<TextField id="typed-phone" label={w('phone')} hint={w('phoneHint')} inputMode="tel" value={cells.phone ?? ''} onInput={put('phone')} />
					<TextField id="typed-number" label={w('number')} inputMode="numeric" value={cells.number ?? ''} onInput={put('number')} />
					<SelectField id="typed-group" label={w('group')} value={kept.priority_group} onChange={(v) => setKept({ ...kept, priority_group: v })} options={groups} empty={w('choose')} />
					<TextField id="typed-workplace" label={w('workplace')} value={kept.workplace} onInput={(v) => setKept({ ...kept, workplace: v })} />
				</div>
				<div class="triple">
					<SelectField id="typed-province" label={w('province')} value={home.province} onChange={(v) => setHome({ province: v, district: '', commune: '' })} options={options(provinces)} empty={w('choose')} />
					<SelectField id="typed-district" label={w('district')} value={home.district} onChange={(v) => setHome({ ...home, district: v, commune: '' })} options={options(districts)} empty={w('choose')} />
					<SelectField id="typed-commune" label={w('commune')} value={home.commune} onChange={(v) => setHome({ ...home, commune: v })} options={options(communes)} empty={w('choose')} />
				</div>
				<TextField id="typed-address" label={w('address')} value={kept.address} onInput={(v) => setKept({ ...kept, address: v })} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('add')}</Button></div>
			</form>
		</details>
	);
}
