// What citizens ask for about their records, to be answered in time: what is wanted, what granting it does, the answer in words.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { Choice, TextArea } from '../../shared/field';
import { fullName, moment, number } from '../../shared/format';
import { say, words, type Pair } from '../../shared/lang';
import { Empty, Notice, Tag } from '../../shared/notice';
import { PagedEnd, usePaged } from '../../shared/paged';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { tell } from '../../shared/toast';
import { may } from '../account';
import { unitPath } from '../place';
import type { CitizenRequest } from './types';

const w = words({
	title: ['Yêu cầu của người dân về hồ sơ', 'Requests of citizens about their records'],
	lead: ['Trả lời trong 2 ngày làm việc. Người hỏi đọc câu trả lời trong sổ của mình.', 'To be answered within 2 working days. The person reads the answer in the own book.'],
	show: ['Xem', 'Show'],
	open: ['Chưa trả lời', 'To answer'],
	granted: ['Đã đồng ý', 'Granted'],
	refused: ['Đã từ chối', 'Refused'],
	say: ['{n} yêu cầu chờ trả lời, {late} đã quá hạn.', '{n} wait for an answer, {late} are late.'],
	none: ['Không có yêu cầu nào', 'There are no requests'],
	noneMore: ['Yêu cầu sửa, hạn chế, xóa hoặc phản đối gửi từ Sổ sức khỏe điện tử hiện ở đây, việc đến hạn trước đứng trước.', 'What people send from their health book appears here, what is due first on top.'],
	due: ['Hạn trả lời', 'Due'],
	late: ['▲ Quá hạn', '▲ Late'],
	field: ['Mục cần sửa', 'What is to be corrected'],
	wanted: ['Muốn ghi là', 'Should read'],
	why: ['Lý do', 'Reason'],
	sent: ['Gửi lúc', 'Sent'],
	answer: ['Trả lời', 'Answer'],
	answerOf: ['Trả lời {name}', 'Answer {name}'],
	answered: ['Đã trả lời', 'Answered'],
	decision: ['Quyết định', 'Decision'],
	grant: ['Đồng ý', 'Grant'],
	refuse: ['Từ chối', 'Refuse'],
	text: ['Câu trả lời cho người hỏi', 'What the person is told'],
	textHint: ['Viết dễ hiểu: đã làm gì, hoặc vì sao không.', 'In plain words: what was done, or why not.'],
	needDecision: ['Chọn đồng ý hoặc từ chối.', 'Choose to grant or to refuse.'],
	needText: ['Ghi câu trả lời.', 'Write the answer.'],
	send: ['Gửi câu trả lời', 'Send the answer'],
	done: ['Đã trả lời {name}', '{name} is answered'],
	cancel: ['Chưa trả lời', 'Not now'],
});
const kinds: Record<CitizenRequest['kind'], { name: Pair; does: Pair }> = {
	correct: { name: ['Sửa hồ sơ', 'Correct the record'], does: ['Xem giấy tờ, sửa hồ sơ trước (ở bàn Tiếp đón hoặc Nhập liệu), rồi trả lời “đồng ý”. Trả lời không tự sửa hồ sơ.', 'Look at the papers, correct the record first (at reception or data entry), then grant. The answer itself corrects nothing.'] },
	restrict: { name: ['Hạn chế xem hồ sơ', 'Restrict the record'], does: ['Hạn chế đã có hiệu lực ngay khi người dân gửi: nơi khác không mở được hồ sơ. Trả lời để xác nhận.', 'It took effect when it was sent: others cannot open the record. The answer confirms it.'] },
	delete: { name: ['Xóa hồ sơ', 'Delete the record'], does: ['Luật buộc giữ mũi tiêm và chứng nhận. Đồng ý thì: hủy đăng ký, hạn chế xem, cắt quyền của mọi tài khoản gia đình. Không tự hoàn lại được.', 'Doses and certificates have to be kept by law. Granting it ends the registration, restricts the record and ends the access of all accounts. It cannot be taken back.'] },
	object: { name: ['Phản đối', 'Object'], does: ['Xem người dân phản đối việc gì, ngừng việc đó nếu luật cho phép, và trả lời.', 'See what the person objects to, stop it where the law allows, and answer.'] },
};
const fields: Record<string, Pair> = {
	name: ['Họ và tên', 'Name'], birth_date: ['Ngày sinh', 'Birth date'], sex: ['Giới tính', 'Sex'], cccd: ['Số CCCD', 'Identity number'], phone: ['Số điện thoại', 'Phone'], address: ['Địa chỉ', 'Address'],
	insurance: ['Thẻ bảo hiểm y tế', 'Insurance card'], dose: ['Mũi tiêm', 'Dose'], passport: ['Hộ chiếu', 'Passport'], home: ['Nơi ở', 'Home'], other: ['Điều khác', 'Something else'],
};
const fieldName = (field: string) => (fields[field] ? say(fields[field]!) : field);

function Answer({ request: r, onClose, onDone }: { request: CitizenRequest; onClose: () => void; onDone: () => Promise<void> }) {
	const [state, setState] = useState<string | null>(null);
	const [text, setText] = useState('');
	const [tries, setTries] = useState(0);
	const action = useAction();
	const mistakes = [...(state ? [] : [{ id: 'decision', text: w('needDecision') }]), ...(text.trim() ? [] : [{ id: 'answer', text: w('needText') }])];
	const told = (id: string, field: string) => (tries ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(field);
	const send = async (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length && await action.run(async () => {
			await post(unitPath('citizen-requests', r.id, 'answer'), { state, answer: text.trim() });
			tell(w('done', { name: fullName(r.person_name) }));
			await onDone();
		}))
			onClose();
	};
	return (
		<Dialog title={`${say(kinds[r.kind].name)}: ${fullName(r.person_name)}`} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<Notice kind={r.kind === 'delete' ? 'warning' : 'note'}>{say(kinds[r.kind].does)}</Notice>
				<ErrorSummary tries={tries} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} fields={['state', 'answer']} />
				<Choice id="decision" legend={w('decision')} value={state} onChange={setState} options={[{ value: 'granted', text: w('grant') }, { value: 'refused', text: w('refuse') }]} error={told('decision', 'state')} />
				<TextArea id="answer" label={w('text')} hint={w('textHint')} value={text} onInput={setText} error={told('answer', 'answer')} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('send')}</Button><Button kind="quiet" onClick={onClose}>{w('cancel')}</Button></div>
			</form>
		</Dialog>
	);
}

function Item({ request: r, onAnswer }: { request: CitizenRequest; onAnswer: () => void }) {
	const name = fullName(r.person_name);
	return (
		<li class="review">
			<div>
				<h2 class="govuk-heading-m">{name} <Tag kind="info">{say(kinds[r.kind].name)}</Tag> {r.late && <Tag kind="stop">{w('late')}</Tag>}</h2>
				<dl class="facts">
					{r.field && <div><dt>{w('field')}</dt><dd>{fieldName(r.field)}</dd></div>}
					{r.kind === 'correct' && r.wanted && <div><dt>{w('wanted')}</dt><dd><strong>{r.wanted}</strong></dd></div>}
					{r.why && <div><dt>{w('why')}</dt><dd>{r.why}</dd></div>}
					<div><dt>{w('sent')}</dt><dd>{moment(r.created_at)}</dd></div>
					{r.state === 'open' ? <div><dt>{w('due')}</dt><dd>{moment(r.due_at)}</dd></div> : <div><dt>{w('answered')}</dt><dd>{r.answer}<br /><span class="soft">{r.answered_at && moment(r.answered_at)}</span></dd></div>}
				</dl>
			</div>
			{r.state === 'open' && may('person_write') && <Button aria-haspopup="dialog" aria-label={w('answerOf', { name })} onClick={onAnswer}>{w('answer')}</Button>}
		</li>
	);
}

export function Requests() {
	const [state, setState] = useState('open');
	const [chosen, choose] = useState<CitizenRequest | null>(null);
	const paged = usePaged<CitizenRequest>(`${unitPath('citizen-requests')}?state=${state}`);
	const rows = paged.items ?? [];
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')}</h1>
			<p class="lead">{w('lead')}</p>
			<Choice id="show" legend={w('show')} value={state} onChange={setState} options={(['open', 'granted', 'refused'] as const).map((value) => ({ value, text: w(value) }))} />
			{state === 'open' && rows.length > 0 && <p role="status" class="login__lead"><strong>{w('say', { n: number(rows.length) + (paged.next ? '+' : ''), late: number(rows.filter((r) => r.late).length) })}</strong></p>}
			{paged.items && !rows.length && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			<ul class="plain-list">{rows.map((r) => <Item key={r.id} request={r} onAnswer={() => choose(r)} />)}</ul>
			<PagedEnd of={paged} />
			{chosen && <Answer request={chosen} onClose={() => choose(null)} onDone={paged.reload} />}
		</>
	);
}
