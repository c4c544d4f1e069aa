import { isJsonObject } from '../../util/json-object';
import { unprocessable } from './errors';

/** What a release says of itself, as far as it is looked at here. */
export interface ReleaseMetadata {
  /** The JSON object as it was sent: releases show it unchanged (SWIFT-032). */
  readonly text: string;
  readonly description?: string;
  readonly licenseUrl?: string;
  readonly repositoryUrls: readonly string[];
}

const TEXTS = ['description', 'licenseURL', 'readmeURL', 'originalPublicationTime'];
const CONTACT_TEXTS = ['name', 'email', 'description', 'url'];
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * Reads the metadata of a release. SwiftPM cannot use a package of which one known member has another type than it
 * expects, so each is checked (SWIFT-032, SWIFT-066).
 * @throws 422
 */
export function parseReleaseMetadata(text: string): ReleaseMetadata {
  const metadata = parseObject(text);
  assertTexts('', metadata, TEXTS);
  const { author, repositoryURLs: urls, originalPublicationTime: time } = metadata;
  if (isGiven(author)) assertAuthor(author);
  if (isGiven(urls) && !isTextList(urls)) throw invalid('repositoryURLs must be an array of strings');
  if (typeof time === 'string' && !TIME.test(time)) throw invalid('originalPublicationTime is no time');
  const { description, licenseURL } = metadata;
  return {
    text: text.replace(/^\uFEFF/, '').trim(),
    ...(typeof description === 'string' && { description }),
    ...(typeof licenseURL === 'string' && licenseURL !== '' && { licenseUrl: licenseURL }),
    repositoryUrls: isTextList(urls) ? urls : [],
  };
}

function parseObject(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw invalid('it is no JSON');
  }
  if (!isJsonObject(parsed)) throw invalid('it must be an object');
  return parsed;
}

function assertAuthor(author: unknown): void {
  assertContact('author', author);
  const { organization } = author;
  if (isGiven(organization)) assertContact('author.organization', organization);
}

function assertContact(path: string, contact: unknown): asserts contact is Record<string, unknown> {
  if (!isJsonObject(contact)) throw invalid(`${path} must be an object`);
  if (!isGiven(contact.name)) throw invalid(`${path}.name is missing`);
  assertTexts(`${path}.`, contact, CONTACT_TEXTS);
}

function assertTexts(path: string, object: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) {
    if (isGiven(object[name]) && typeof object[name] !== 'string')
      throw invalid(`${path}${name} must be a string`);
  }
}

/** Null is as good as nothing to SwiftPM. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function invalid(problem: string): Error {
  return unprocessable(`invalid JSON provided for release metadata: ${problem}.`);
}
