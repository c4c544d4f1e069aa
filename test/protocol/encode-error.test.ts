import {
  AccessDeniedException,
  ConflictException,
  InternalServerException,
  ResourceNotFoundException,
  ServiceError,
  ServiceQuotaExceededException,
  ThrottlingException,
  ValidationException,
} from '../../src/errors';
import { loadProtocol } from '../../src/protocol/model';
import { loadServiceModel } from '../../src/protocol/service-model';

const { encodeError } = loadProtocol();
const headersOf = (code: string) => ({
  'content-type': 'application/json',
  'x-amzn-errortype': code,
  'x-amzn-requestid': 'id-1',
});

test('AUTH-040 AUTH-041 AUTH-045 REAL-002 an error names its code in header and body', () => {
  const error = new ResourceNotFoundException('No <é>.', { resourceId: 'd', resourceType: 'domain' });
  expect(encodeError(error, 'id-1')).toEqual({
    status: 404,
    headers: headersOf('ResourceNotFoundException'),
    body: '{"__type":"ResourceNotFoundException","message":"No <é>.","resourceId":"d","resourceType":"domain"}',
  });
});

test('AUTH-042 QUOTA-050 the seconds of a throttling go to the header, not to the body', () => {
  expect(encodeError(new ThrottlingException('Rate exceeded', 3), 'id-1')).toEqual({
    status: 429,
    headers: { ...headersOf('ThrottlingException'), 'Retry-After': '3' },
    body: '{"__type":"ThrottlingException","message":"Rate exceeded"}',
  });
});

test('AUTH-043 REPO-018 a validation tells its reason', () => {
  expect(encodeError(new ValidationException('No.', 'CANNOT_PARSE'), 'id-1').body).toBe(
    '{"__type":"ValidationException","message":"No.","reason":"CANNOT_PARSE"}',
  );
});

test('AUTH-044 an error that is not modelled carries its message only', () => {
  const error = new ServiceError('ExpiredTokenException', 403, 'Expired', { allow: 'GET' });
  expect(encodeError(error, 'id-1')).toEqual({
    status: 403,
    headers: headersOf('ExpiredTokenException'),
    body: '{"__type":"ExpiredTokenException","message":"Expired"}',
  });
});

test('a member that the error does not have in the model is not sent', () => {
  const error = new ServiceError('AccessDeniedException', 403, 'No.', { resourceId: 'x' });
  expect(encodeError(error, 'id-1').body).toBe('{"__type":"AccessDeniedException","message":"No."}');
});

test('AUTH-042 REAL-001 the classes have the codes and statuses of the model', () => {
  const classes = [
    new AccessDeniedException(''),
    new ConflictException(''),
    new InternalServerException(),
    new ResourceNotFoundException(''),
    new ServiceQuotaExceededException(''),
    new ThrottlingException('', 1),
    new ValidationException(''),
  ];
  const modelled = [...loadServiceModel().shapes].flatMap(([id, { traits }]) => {
    const status = traits?.['smithy.api#httpError'];
    return status === undefined ? [] : [[id.split('#')[1], status]];
  });
  expect(classes.map(({ code, statusCode }) => [code, statusCode])).toEqual(modelled.sort());
});
