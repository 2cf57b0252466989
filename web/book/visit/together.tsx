// Who comes together with whom: chosen by those of the family who still wait.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Check } from '../../shared/field';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { go } from '../../shared/route';
import { MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { ME } from '../account';
import { Card, Shown } from '../parts';
import { personAddress } from '../prefetch';
import { refresh, useSeen } from '../seen';
import { relationName } from '../terms';
import type { Me, Member } from '../types';
import type { VisitProps } from './visit';

const w = words({
	lead: ['Những ai cùng được chọn sẽ được xếp cùng ngày, cùng giờ, nếu điểm tiêm còn đủ chỗ cho cả nhóm. Nếu không đủ, từng người được xếp theo thứ tự của mình.',
		'Those who are chosen get the same day and hour, if a site has room for all of them. If not, each gets a place at their own turn.'],
	with: ['{name} đi tiêm cùng ai?', 'With whom does {name} come?'],
	hint: ['Không chọn ai là đi riêng.', 'Nobody chosen: alone.'],
	placed: ['{name} đã có lịch hẹn nên không chọn ở đây được.', '{name} has an appointment already and cannot be chosen here.'],
	mePlaced: ['{name} không còn trong danh sách chờ, hoặc đã có lịch hẹn, nên không đổi việc đi cùng được nữa.',
		'{name} has an appointment already, or does not wait any more, so this cannot be changed now.'],
	nobody: ['Trong sổ chưa có ai khác đang chờ. Khi đăng ký thêm người nhà, có thể quay lại đây để chọn đi cùng.',
		'Nobody else of this family waits now. When you register somebody else, come back here to choose.'],
	save: ['Lưu lựa chọn', 'Save'],
	back: ['Giữ như cũ', 'Leave it as it is'],
	together: ['Đã ghi: {names} đi tiêm cùng nhau.', 'Noted: {names} come together.'],
	alone: ['Đã ghi: {name} đi tiêm riêng.', 'Noted: {name} comes alone.'],
});

const comesWith = (people: Member[], mine: Member): string[] =>
	(mine.family_id ? people.filter((m) => m !== mine && m.family_id === mine.family_id).map((m) => m.person_id) : []);

function Choose({ mine, others, placed, before }: { mine: Member; others: Member[]; placed: Member[]; before: string[] }) {
	const id = mine.person_id;
	const [chosen, choose] = useState(before);
	const action = useAction();
	const along = others.filter((m) => chosen.includes(m.person_id));
	const save = () => action.run(async () => {
		await post(personAddress(id, 'family'), { with: along.map((m) => m.person_id) });
		await Promise.all([refresh(ME), refresh(personAddress(id))]);
		tell(along.length ? w('together', { names: [mine, ...along].map((m) => m.name).join(', ') }) : w('alone', { name: mine.name }));
		go('person', id);
	}).then((well) => (well ? undefined : refresh(ME))); // somebody got a place meanwhile: offered no longer
	return (
		<>
			<p class="lead">{w('lead')}</p>
			<MistakeBox mistake={action.mistake} />
			<Card>
				<fieldset class="govuk-fieldset">
					<legend class="govuk-fieldset__legend">{w('with', { name: mine.name })}</legend>
					<div class="govuk-hint">{w('hint')}</div>
					<div class="govuk-checkboxes">
						{others.map((m) => <Check key={m.person_id} id={`with-${m.person_id}`} label={`${m.name} (${relationName(m.relation)})`} checked={chosen.includes(m.person_id)}
							onChange={(on) => choose(on ? [...chosen, m.person_id] : chosen.filter((x) => x !== m.person_id))} />)}
					</div>
				</fieldset>
				{placed.map((m) => <p class="soft gap" key={m.person_id}>{w('placed', { name: m.name })}</p>)}
			</Card>
			<div class="buttons">
				<Button class="button--big" busy={action.busy} onClick={() => void save()}>{w('save')}</Button>
				<Button kind="quiet" onClick={() => go('person', id)}>{w('back')}</Button>
			</div>
		</>
	);
}

export function TogetherPage({ id, book }: VisitProps) {
	const me = useSeen<Me>(ME);
	return (
		<Shown of={me}>{(value) => {
			const mine = value.people.find((m) => m.person_id === id);
			const others = value.people.filter((m) => m.waits && m.person_id !== id);
			if (!mine?.waits)
				return <Notice>{w('mePlaced', { name: book.person.name })}</Notice>;
			return others.length ? (
				<Choose mine={mine} others={others} before={comesWith(others, mine)}
					placed={value.people.filter((m) => m.status.code === 'placed' && m.person_id !== id)} />
			) : <Notice>{w('nobody')}</Notice>;
		}}</Shown>
	);
}
