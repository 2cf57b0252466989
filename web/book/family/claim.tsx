// People whose record has this phone number: shown by initials, opened by what only their family knows.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { readBirthDate } from '../../shared/format';
import { words } from '../../shared/lang';
import { Empty } from '../../shared/notice';
import { go, goInstead, link } from '../../shared/route';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { ME } from '../account';
import { Card, Shown, Ways } from '../parts';
import { refresh, useSeen } from '../seen';
import type { Me, Relation } from '../types';
import { RelationField } from './relation';

const w = words({
	lead: ['Hồ sơ của những người này có số điện thoại này. Nếu là người nhà, hãy xác nhận để xem sổ của họ.',
		'The records of these people have this phone number. If they are your family, confirm it to see their books.'],
	none: ['Không còn ai để xác nhận', 'Nobody left to confirm'],
	noneMore: ['Người khác: xin mã ở trạm y tế hoặc điểm tiêm.', 'For others ask for a code at a health station or site.'],
	person: ['Xác nhận {hint}', 'Confirm {hint}'],
	birth: ['Ngày sinh đầy đủ của người này', 'The whole birth date of this person'],
	birthHint: ['Ví dụ 5/3/1952 hoặc 05031952', 'For example 5/3/1952 or 05031952'],
	end: ['4 số cuối của CCCD, CMND hoặc hộ chiếu', 'The last 4 signs of the identity card or passport'],
	endHint: ['Để trống nếu người này không có giấy tờ', 'Leave empty if the person has none'],
	send: ['Xác nhận', 'Confirm'],
	back: ['Không phải người nhà', 'Not my family'],
	needBirth: ['Nhập ngày sinh dạng ngày/tháng/năm.', 'Type the birth date as day/month/year.'],
	needRelation: ['Chọn quan hệ.', 'Choose the relation.'],
});

function ClaimForm({ id, hint }: { id: string; hint: string }) {
	const [birth, setBirth] = useState('');
	const [end, setEnd] = useState('');
	const [relation, setRelation] = useState<Relation | null>(null);
	const [tries, setTries] = useState(0);
	const action = useAction();
	const read = readBirthDate(birth);
	const mistakes = [...(read ? [] : [{ id: 'birth_date', text: w('needBirth') }]), ...(relation ? [] : [{ id: 'relation', text: w('needRelation') }])];
	const told = (of: string) => (tries ? mistakes.find((m) => m.id === of)?.text : undefined) ?? action.about(of);
	const send = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			void action.run(async () => {
				const birth_date = read!.precision === 'day' ? read!.date : read!.date.slice(0, read!.precision === 'month' ? 7 : 4);
				await post('/api/v1/book/claims', { person_id: id, birth_date, ...(end.trim() ? { number_end: end.trim() } : {}), relation });
				await refresh(ME);
				goInstead('person', id);
			});
	};
	return (
		<form onSubmit={send} noValidate>
			<p class="lead">{w('person', { hint })}</p>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={['birth_date', 'number_end', 'relation']} />
			<TextField id="birth_date" label={w('birth')} hint={w('birthHint')} value={birth} onInput={setBirth} width={10} inputMode="numeric" error={told('birth_date')} />
			<TextField id="number_end" label={w('end')} hint={w('endHint')} value={end} onInput={setEnd} width={5} autocapitalize="characters" error={told('number_end')} />
			<RelationField value={relation} onChange={setRelation} error={told('relation')} />
			<div class="buttons"><Button type="submit" busy={action.busy}>{w('send')}</Button><Button kind="quiet" onClick={() => go()}>{w('back')}</Button></div>
		</form>
	);
}

export function ClaimPage({ of }: { of: string | undefined }) {
	const me = useSeen<Me>(ME);
	return (
		<Shown of={me}>{({ claimable }) => {
			const one = claimable.find((c) => c.person_id === of);
			if (one)
				return <ClaimForm id={one.person_id} hint={one.hint} />;
			return claimable.length ? (
				<><p class="lead">{w('lead')}</p><Card><Ways items={claimable.map((c) => ({ href: link('family', 'claim', c.person_id), text: c.hint }))} /></Card></>
			) : <Empty title={w('none')}>{w('noneMore')}</Empty>;
		}}</Shown>
	);
}
