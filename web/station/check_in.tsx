// Check-in: has the identity been seen, does the person agree. Nothing is ticked beforehand.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { newId, post } from '../shared/api';
import { Button } from '../shared/button';
import { Choice, TextField } from '../shared/field';
import { age, fullName } from '../shared/format';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { link } from '../shared/route';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import { tell } from '../shared/toast';
import type { Person, PersonShort, Visit } from '../shared/types';
import { refreshBoard, session } from './board';
import { CodeButton } from './code_button';
import { PersonCard } from './person_card';
import { unitPath } from './place';
import { stepName } from './terms';

const w = words({
	identity: ['Giấy tờ đã xem', 'Identity seen'],
	card: ['Giấy tờ có ảnh', 'Card with photo'],
	code: ['Phiếu hẹn', 'Appointment'],
	known: ['Biết mặt', 'Known in person'],
	guardian: ['Người giám hộ', 'Guardian'],
	none: ['Không có', 'None'],
	consent: ['Đồng ý tiêm chủng?', 'Does the person agree to be vaccinated?'],
	yes: ['Đồng ý', 'Agrees'],
	no: ['Không đồng ý', 'Does not agree'],
	by: ['Người đồng ý thay (cha, mẹ hoặc người giám hộ)', 'Who agrees (parent or guardian)'],
	why: ['Lý do không đồng ý', 'Reason for not agreeing'],
	go: ['Tiếp đón', 'Check in'],
	refuse: ['Ghi nhận từ chối', 'Record the refusal'],
	back: ['Quay lại tìm kiếm', 'Back to the search'],
	needIdentity: ['Chọn giấy tờ đã xem.', 'Choose which identity was seen.'],
	needConsent: ['Hỏi và chọn câu trả lời: đồng ý hay không đồng ý.', 'Ask, and choose the answer: agrees or not.'],
	needBy: ['Người dưới 18 tuổi cần cha, mẹ hoặc người giám hộ đồng ý: ghi họ tên.', 'Under 18 a parent or guardian has to agree: type the name.'],
	needWhy: ['Ghi lý do, dù ngắn.', 'Give the reason, however short.'],
	done: ['Đã tiếp đón {name}', '{name} is checked in'],
	refused: ['Đã ghi nhận {name} từ chối tiêm', 'The refusal of {name} is recorded'],
	already: ['Người này đã được tiếp đón trong buổi này: {step}.', 'This person is already checked in: {step}.'],
	follow: ['Xem trong danh sách', 'See the list'],
});
const ADULT = 18;

export function CheckIn({ person, short, scanned, onDone }: {
	person: Person; short: PersonShort | null; scanned: boolean; onDone: () => void;
}) {
	const minor = age(person.birth_date, person.birth_precision) < ADULT;
	const [identity, setIdentity] = useState<string | null>(scanned ? 'card' : null);
	const [consent, setConsent] = useState<string | null>(null);
	const [by, setBy] = useState(person.guardian_name ?? '');
	const [why, setWhy] = useState('');
	const [tried, setTried] = useState(0);
	const uuid = useRef(newId()); // the same check-in however often it is sent
	const action = useAction();
	const inside = short?.visit_id && short.step && short.step !== 'undone' && short.step !== 'expected';
	useEffect(() => document.getElementById(inside ? 'back' : scanned ? 'consent' : 'identity')?.focus(), []);

	const mistakes = [
		...(identity ? [] : [{ id: 'identity', text: w('needIdentity') }]),
		...(consent ? [] : [{ id: 'consent', text: w('needConsent') }]),
		...(consent === 'yes' && minor && !by.trim() ? [{ id: 'consent_by', text: w('needBy') }] : []),
		...(consent === 'no' && !why.trim() ? [{ id: 'why', text: w('needWhy') }] : []),
	];
	const told = (id: string) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined) ?? action.about(id);
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (mistakes.length)
			return;
		const agreed = consent === 'yes';
		const well = await action.run(async () => {
			await post<Visit>(unitPath('sessions', session.value!.id, 'visits'), {
				uuid: uuid.current, person_id: person.id, identity_seen: identity, consent: agreed,
				consent_by: agreed && minor ? by.trim() : null, slot: short?.slot ?? null, ...(agreed ? {} : { why: why.trim() }),
			});
		});
		if (well) {
			tell(w(agreed ? 'done' : 'refused', { name: fullName(person.name) }));
			void refreshBoard();
			onDone();
		}
	};
	const identities = (['card', 'code', 'known', 'guardian', 'none'] as const).map((value) => ({ value, text: w(value) }));
	return (
		<div class="two" onKeyDown={(e) => { if (e.key === 'Escape') onDone(); }}>
			<div><PersonCard person={person} large /><CodeButton person={person} /></div>
			{inside ? (
				<section>
					<Notice><p>{w('already', { step: stepName(short.step!) })} <a href={link(session.value!.id, 'list')}>{w('follow')}</a></p></Notice>
					<Button id="back" onClick={onDone}>{w('back')}</Button>
				</section>
			) : (
				<form class="sheet" onSubmit={send} noValidate>
					<ErrorSummary tries={tried} mistakes={mistakes} />
					<MistakeBox mistake={action.mistake} fields={['identity_seen', 'consent_by', 'why']} />
					<Choice id="identity" legend={w('identity')} value={identity} onChange={setIdentity} options={identities} error={told('identity') ?? action.about('identity_seen')} />
					<Choice id="consent" legend={w('consent')} large value={consent} onChange={setConsent} error={told('consent')}
						options={[{ value: 'yes', text: w('yes') }, { value: 'no', text: w('no') }]} />
					{consent === 'yes' && minor && <TextField id="consent_by" label={w('by')} value={by} onInput={setBy} error={told('consent_by')} />}
					{consent === 'no' && <TextField id="why" label={w('why')} value={why} onInput={setWhy} error={told('why')} />}
					<div class="buttons">
						<Button type="submit" busy={action.busy} class="button--big">{w(consent === 'no' ? 'refuse' : 'go')} <kbd>Enter</kbd></Button>
						<Button kind="quiet" onClick={onDone}>{w('back')} <kbd>Esc</kbd></Button>
					</div>
				</form>
			)}
		</div>
	);
}
