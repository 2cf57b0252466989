// One person nationwide, by one exact number, with the reason: logged and under quota.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { ask } from '../shared/api';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { TextField } from '../shared/field';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { MistakeBox } from '../shared/summary';
import type { PersonShort } from '../shared/types';
import { PersonRow } from './person_row';
import { unitPath } from './place';

const w = words({
	title: ['Tìm toàn quốc', 'Find nationwide'],
	lead: ['Chỉ tìm người đang có mặt, bằng đúng một số giấy tờ. Mỗi lần tìm được ghi vào nhật ký mà người đó xem được.',
		'Only for a person who is present, by one exact number. Each look-up is written to a log that this person can see.'],
	number: ['Số CCCD, CMND, hộ chiếu hoặc thẻ bảo hiểm y tế', 'Number of the identity card, passport or insurance card'],
	why: ['Lý do', 'Reason'],
	whyHint: ['Ví dụ: đến tiêm, sổ ở tỉnh khác', 'For example: came to be vaccinated, record in another province'],
	find: ['Tìm', 'Find'],
	none: ['Không có ai với số này. Kiểm tra lại từng chữ số, hoặc thêm người mới.', 'Nobody has this number. Check each digit, or add a new person.'],
	needNumber: ['Nhập đủ số giấy tờ.', 'Type the whole number.'],
	needWhy: ['Ghi lý do tìm.', 'Give the reason.'],
});

export function FindDialog({ text, onClose, onPick }: { text: string; onClose: () => void; onPick: (p: PersonShort) => void }) {
	const [number, setNumber] = useState(text);
	const [why, setWhy] = useState('');
	const [tried, setTried] = useState(false);
	const [found, setFound] = useState<PersonShort[] | null>(null);
	const action = useAction();
	const send = (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (number.trim() && why.trim())
			void action.run(async () => setFound((await ask<{ items: PersonShort[] }>(unitPath('persons', 'find'), { number: number.trim(), why: why.trim() })).items));
	};
	return (
		<Dialog title={w('title')} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<p class="soft login__lead">{w('lead')}</p>
				<MistakeBox mistake={action.mistake} fields={['number', 'why']} />
				<TextField id="find-number" label={w('number')} value={number} onInput={setNumber}
					error={tried && !number.trim() ? w('needNumber') : action.about('number')} />
				<TextField id="find-why" label={w('why')} hint={w('whyHint')} value={why} onInput={setWhy}
					error={tried && !why.trim() ? w('needWhy') : action.about('why')} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('find')}</Button></div>
			</form>
			<div role="status" class="dialog__found">
				{found?.length === 0 && <Notice kind="warning">{w('none')}</Notice>}
				{found?.map((p) => <PersonRow key={p.id} person={p} onPick={() => onPick(p)} />)}
			</div>
		</Dialog>
	);
}
