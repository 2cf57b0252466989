import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { words } from '../../shared/lang';
import { go, goInstead } from '../../shared/route';
import { MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { ME } from '../account';
import { drop } from '../kept';
import { personAddress } from '../prefetch';
import { refresh } from '../seen';
import type { RightsProps } from './rights';

const w = words({
	text: ['{name} sẽ không còn hiện trong sổ của gia đình này. Hồ sơ, lịch hẹn và mũi tiêm của người này không mất gì. Muốn thêm lại, dùng mã từ điểm tiêm hoặc từ người nhà khác.',
		'{name} is no longer shown in this family. The record, appointment and doses stay as they are. A code from a site or from another relative adds the person again.'],
	yes: ['Bỏ khỏi gia đình', 'Take out'],
	no: ['Giữ lại', 'Keep'],
	done: ['Đã bỏ {name} khỏi gia đình.', '{name} was taken out of the family.'],
});

export function RemovePage({ id, book }: RightsProps) {
	const action = useAction();
	const name = book.person.name;
	const remove = () => action.run(async () => {
		await post(personAddress(id, 'remove'));
		await Promise.all([drop(personAddress(id)), refresh(ME)]);
		tell(w('done', { name }));
		goInstead();
	});
	return (
		<>
			<p class="lead">{w('text', { name })}</p>
			<MistakeBox mistake={action.mistake} />
			<div class="buttons">
				<Button kind="danger" busy={action.busy} onClick={() => void remove()}>{w('yes')}</Button>
				<Button kind="quiet" onClick={() => go('person', id)}>{w('no')}</Button>
			</div>
		</>
	);
}
