// One request, in plain words what it does, and what cannot be done.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextArea, TextField } from '../../shared/field';
import { moment } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { link } from '../../shared/route';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { Options } from '../parts';
import { personAddress } from '../prefetch';
import type { Request } from '../types';
import { correctable, fieldName } from './words';
import type { RightsProps } from './rights';

const w = words({
	correct: ['Trạm y tế đối chiếu với giấy tờ rồi sửa. Giá trị cũ vẫn được giữ lại để kiểm tra.', 'The health station compares with the papers and corrects. The old value is kept for checks.'],
	restrict: ['Từ lúc gửi, dữ liệu chỉ còn được dùng để tiêm, theo dõi an toàn và theo yêu cầu của pháp luật; không dùng cho việc khác. Có thể xin bỏ hạn chế bất cứ lúc nào.',
		'From now on the data are used for vaccination, safety and what the law demands, for nothing else. You may lift it at any time.'],
	lift: ['Từ lúc gửi, dữ liệu lại được dùng như trước khi hạn chế.', 'From now on the data are used as before the restriction.'],
	lifted: ['Đã bỏ hạn chế.', 'The restriction is lifted.'],
	restricted: ['Đã hạn chế, có hiệu lực ngay.', 'Restricted, at once.'],
	delete: ['Luật buộc giữ mũi đã tiêm và chứng nhận, nên phần đó được giữ ở mức hạn chế: chỉ dùng để tiêm và bảo đảm an toàn. Khi được chấp nhận, đăng ký bị hủy và không tài khoản nào còn xem được sổ này.',
		'The law demands that doses and certificates are kept; they stay restricted, for vaccination and safety alone. Once it is granted, the registration ends and no account sees this book any more.'],
	object: ['Nói rõ lần xem hoặc cách dùng nào không đúng. Cơ quan y tế kiểm tra và trả lời.', 'Say which look or which use was wrong. The health office looks into it and answers.'],
	field: ['Điều gì sai?', 'What is wrong?'],
	wanted: ['Đúng phải là', 'It should be'],
	wantedHint: ['Với mũi tiêm: loại vắc xin, ngày và nơi tiêm', 'For a dose: vaccine, day and place'],
	whyCorrect: ['Theo giấy tờ nào, hoặc vì sao?', 'By which paper, or why?'],
	whyRestrict: ['Nói thêm (không bắt buộc)', 'Anything else (optional)'],
	whyDelete: ['Vì sao?', 'Why?'],
	whyObject: ['Chuyện gì đã xảy ra?', 'What happened?'],
	send: ['Gửi yêu cầu', 'Send'],
	needField: ['Chọn điều cần sửa.', 'Choose what is to be corrected.'],
	needWanted: ['Viết điều đúng.', 'Write what is right.'],
	needWhy: ['Viết vài chữ vào ô này.', 'Write some words here.'],
	sent: ['Đã gửi. Trả lời trước {at}, hiện ở mục “Dữ liệu của tôi”.', 'Sent. The answer comes by {at} and is shown under “My data”.'],
	sentDelete: ['Đã gửi, trả lời trước {at}. Nếu được chấp nhận, sổ này sẽ không còn hiện ở đây; nếu không, lý do hiện ở “Dữ liệu của tôi”.',
		'Sent; the answer comes by {at}. If it is granted, this book is no longer shown here; if not, the reason is under “My data”.'],
	back: ['Về dữ liệu của tôi', 'Back to my data'],
});

type Kind = 'correct' | 'restrict' | 'delete' | 'object';

const whys = { correct: 'whyCorrect', restrict: 'whyRestrict', delete: 'whyDelete', object: 'whyObject' } as const;

// dose: which one is wrong; "dose": one is missing
export function RequestPage({ id, book, reload, of, dose }: RightsProps) {
	const kind = (['correct', 'restrict', 'delete', 'object'].includes(of ?? '') ? of : 'correct') as Kind;
	const [field, setField] = useState<string | null>(dose ? 'dose' : null);
	const [wanted, setWanted] = useState('');
	const [why, setWhy] = useState('');
	const [tries, setTries] = useState(0);
	const [due, setDue] = useState<string | null>(null);
	const action = useAction();
	const correct = kind === 'correct';
	const [lift] = useState(kind === 'restrict' && book.restricted === true);
	const mistakes = [
		...(correct && !field ? [{ id: 'field', text: w('needField') }] : []), ...(correct && !wanted.trim() ? [{ id: 'wanted', text: w('needWanted') }] : []),
		...(kind !== 'restrict' && !why.trim() ? [{ id: 'why', text: w('needWhy') }] : []),
	];
	const told = (of: string) => (tries ? mistakes.find((m) => m.id === of)?.text : undefined) ?? action.about(of);
	const send = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			void action.run(async () => {
				const body = { kind, ...(lift ? { wanted: 'off' } : {}), ...(correct ? { field, wanted: wanted.trim() } : {}), ...(field === 'dose' && book.doses?.some((d) => d.id === dose) ? { dose_id: dose } : {}), ...(why.trim() ? { why: why.trim() } : {}) };
				const { due_at } = await post<Request>(personAddress(id, 'requests'), body);
				await reload();
				setDue(due_at);
			});
	};
	if (due)
		return <><Notice kind="good" live>{kind === 'restrict' ? w(lift ? 'lifted' : 'restricted') : w(kind === 'delete' ? 'sentDelete' : 'sent', { at: moment(due) })}</Notice><a class="govuk-button" href={link('person', id, 'data')}>{w('back')}</a></>;
	return (
		<form onSubmit={send} noValidate>
			<p class="lead">{w(lift ? 'lift' : kind)}</p>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={['field', 'wanted', 'why']} />
			{correct && (
				<>
					<Options id="field" legend={w('field')} value={field} onChange={setField} error={told('field')} options={correctable.map((value) => ({ value, text: fieldName(value) }))} />
					<TextField id="wanted" label={w('wanted')} hint={field === 'dose' ? w('wantedHint') : undefined} value={wanted} onInput={setWanted} error={told('wanted')} />
				</>
			)}
			<TextArea id="why" label={w(whys[kind])} value={why} onInput={setWhy} error={told('why')} />
			<div class="buttons"><Button type="submit" kind={kind === 'delete' ? 'danger' : 'main'} busy={action.busy}>{w('send')}</Button></div>
		</form>
	);
}
