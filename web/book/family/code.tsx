// A code from a site or from a relative: opens one book in full.
import { useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { TextField } from '../../shared/field';
import { words } from '../../shared/lang';
import { goInstead } from '../../shared/route';
import { ErrorSummary, MistakeBox } from '../../shared/summary';
import { ME } from '../account';
import { personAddress } from '../prefetch';
import { refresh } from '../seen';
import type { Relation } from '../types';
import { RelationField } from './relation';

const w = words({
	lead: ['Mã 8 chữ và số do điểm tiêm đưa, hoặc do người nhà lấy trong mục “Cho người nhà xem sổ này”.', 'The code of 8 letters and digits that a site gave you, or that a relative made under “Share this book”.'],
	code: ['Mã 8 chữ và số', 'Code of 8 letters and digits'],
	send: ['Mở sổ', 'Open the book'],
	needCode: ['Nhập đủ 8 chữ và số.', 'Type all 8 letters and digits.'],
	needRelation: ['Chọn quan hệ.', 'Choose the relation.'],
});

const LETTERS = 8;

export function CodePage() {
	const [code, setCode] = useState('');
	const [relation, setRelation] = useState<Relation | null>(null);
	const [tries, setTries] = useState(0);
	const action = useAction();
	const bare = code.replace(/[\s-]/g, '').toUpperCase();
	const mistakes = [...(bare.length === LETTERS ? [] : [{ id: 'code', text: w('needCode') }]), ...(relation ? [] : [{ id: 'relation', text: w('needRelation') }])];
	const told = (of: string) => (tries ? mistakes.find((m) => m.id === of)?.text : undefined) ?? action.about(of);
	const send = (e: Event) => {
		e.preventDefault();
		setTries(tries + 1);
		if (!mistakes.length)
			void action.run(async () => {
				const { person_id } = await post<{ person_id: string }>('/api/v1/book/desk-code', { code: bare, relation });
				await Promise.all([refresh(ME), refresh(personAddress(person_id))]);
				goInstead('person', person_id);
			});
	};
	return (
		<form onSubmit={send} noValidate>
			<p class="lead">{w('lead')}</p>
			<ErrorSummary tries={tries} mistakes={mistakes} />
			<MistakeBox mistake={action.mistake} fields={['code', 'relation']} />
			<TextField id="code" label={w('code')} value={code} onInput={setCode} class="govuk-input input--code" autocapitalize="characters" error={told('code')} />
			<RelationField value={relation} onChange={setRelation} error={told('relation')} />
			<div class="buttons"><Button type="submit" busy={action.busy}>{w('send')}</Button></div>
		</form>
	);
}
