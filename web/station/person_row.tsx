// One person in a list of results: enough to tell two people of the same name apart.
import { age, date, fullName, groups, sexName } from '../shared/format';
import { words } from '../shared/lang';
import { Tag } from '../shared/notice';
import type { PersonShort } from '../shared/types';
import { stepName, stepTag } from './terms';

const w = words({
	years: ['{n} tuổi', 'age {n}'],
	doses: ['đã tiêm {n} mũi', '{n} doses so far'],
	slot: ['hẹn {slot}', 'at {slot}'],
	number: ['Trùng số giấy tờ', 'Same identity number'],
	name_birth_sex: ['Cùng họ tên, ngày sinh và giới tính', 'Same name, birth date and sex'],
	similar: ['Họ tên và ngày sinh gần giống', 'Similar name and birth date'],
	disputed: ['Số giấy tờ trùng với người khác', 'Number also used by somebody else'],
});

export function PersonRow({ person: p, onPick }: { person: PersonShort; onPick: () => void }) {
	const facts = [
		date(p.birth_date, p.birth_precision), w('years', { n: age(p.birth_date, p.birth_precision) }), sexName(p.sex),
		groups(p.cccd), groups(p.phone), p.home_name, p.doses ? w('doses', { n: p.doses }) : '',
	].filter(Boolean);
	return (
		<button type="button" class="row-button" onClick={onPick}>
			<span><strong class="row-button__name">{fullName(p.name)}</strong><br /><span class="soft">{facts.join(' · ')}</span>
				{p.reason && <><br /><span>{w(p.reason === 'number' || p.reason === 'name_birth_sex' ? p.reason : 'similar')}</span></>}
			</span>
			<span class="row-button__side">
				{p.disputed && <Tag kind="wait">{w('disputed')}</Tag>}
				{p.slot && <Tag kind="info">{w('slot', { slot: p.slot })}</Tag>}
				{p.step && <Tag kind={stepTag(p.step)}>{stepName(p.step)}</Tag>}
			</span>
		</button>
	);
}
