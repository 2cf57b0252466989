import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { words } from '../../shared/lang';
import { go } from '../../shared/route';
import { MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { ME } from '../account';
import { personAddress } from '../prefetch';
import { refresh } from '../seen';
import type { VisitProps } from './visit';

const w = words({
	text: ['Tên sẽ ra khỏi danh sách chờ. Sau này đăng ký lại được, nhưng thứ tự tính từ ngày đăng ký lại.',
		'The name leaves the list. You may register again later, but the order then counts from that day.'],
	why: ['Vì sao? (không bắt buộc)', 'Why? (optional)'],
	yes: ['Rút đăng ký', 'Withdraw'],
	no: ['Giữ lại', 'Keep it'],
	done: ['Đã rút đăng ký.', 'The registration was withdrawn.'],
});

export function WithdrawPage({ id }: VisitProps) {
	const [why, setWhy] = useState('');
	const action = useAction();
	const withdraw = () => action.run(async () => {
		await post(personAddress(id, 'registration', 'withdraw'), why.trim() ? { why: why.trim() } : {});
		await Promise.all([refresh(personAddress(id)), refresh(ME)]);
		tell(w('done'));
		go('person', id);
	});
	return (
		<>
			<p class="lead">{w('text')}</p>
			<MistakeBox mistake={action.mistake} />
			<TextField id="why" label={w('why')} value={why} onInput={setWhy} />
			<div class="buttons">
				<Button kind="danger" busy={action.busy} onClick={() => void withdraw()}>{w('yes')}</Button>
				<Button kind="quiet" onClick={() => go('person', id)}>{w('no')}</Button>
			</div>
		</>
	);
}
