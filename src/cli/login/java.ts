import { join } from 'node:path';
import { childText, escapeXml, mergeXml } from '../merge/merge-xml';
import { MergeError } from '../merge/merge-error';
import { NAME, type Configure, type Grant } from './grant';

const SETTINGS = '.mvn/settings.xml';
const EMPTY_SETTINGS = '<?xml version="1.0" encoding="UTF-8"?>\n<settings>\n</settings>\n';

/** `.mvn/settings.xml`, and `.mvn/maven.config`, by which mvn reads it from anywhere in the project. */
export const maven: Configure = (grant) => ({
  edits: [
    { path: SETTINGS, edit: (present) => editSettings(present, grant) },
    { path: '.mvn/maven.config', edit: (present) => editMavenConfig(present, grant) },
  ],
  hints: [
    'mvn reads .mvn/settings.xml in place of the one in the home directory',
    'mvn deploy goes to the repository unless the project says otherwise (altDeploymentRepository)',
  ],
});

async function editSettings(present: string, { endpoint, token }: Grant): Promise<string> {
  const id = (element: Parameters<typeof childText>[0]): boolean => childText(element, 'id') === NAME;
  const url = escapeXml(endpoint);
  const settings = await mergeXml(present === '' ? EMPTY_SETTINGS : present, {
    path: ['settings', 'servers'],
    isSame: id,
    xml: `<server>\n  <id>${NAME}</id>\n  <username>aws</username>\n  <password>${escapeXml(token)}</password>\n</server>`,
  });
  const repository = (name: string): string =>
    `    <${name}>\n      <id>${NAME}</id>\n      <url>${url}</url>\n    </${name}>`;
  const profile = [
    '<profile>',
    `  <id>${NAME}</id>`,
    '  <properties>',
    `    <altDeploymentRepository>${NAME}::default::${url}</altDeploymentRepository>`,
    '  </properties>',
    '  <repositories>',
    repository('repository'),
    '  </repositories>',
    '  <pluginRepositories>',
    repository('pluginRepository'),
    '  </pluginRepositories>',
    '</profile>',
  ].join('\n');
  const profiled = await mergeXml(settings, { path: ['settings', 'profiles'], isSame: id, xml: profile });
  return mergeXml(profiled, {
    path: ['settings', 'activeProfiles'],
    isSame: (element) =>
      element.name === 'activeProfile' && (element as { text?: string }).text?.trim() === NAME,
    xml: `<activeProfile>${NAME}</activeProfile>`,
  });
}

/** One argument a line, as Maven 3.9 wants it; older ones split at any space, so a path with spaces stays relative. */
function editMavenConfig(present: string, { directory }: Grant): string {
  const path = join(directory, SETTINGS);
  const argument = /\s/.test(path) ? SETTINGS : path;
  const lines = present.replace(/\r?\n$/, '').split(/\r?\n/);
  const at = lines.findIndex((line) => line === '-s' || line === '--settings');
  if (at >= 0) {
    if (!lines[at + 1]?.endsWith(SETTINGS)) throw new MergeError('names other settings (-s)');
    lines[at + 1] = argument;
    return [...lines, ''].join('\n');
  }
  return [...(present === '' ? [] : lines), '-s', argument, ''].join('\n');
}

const INIT_SCRIPT = 'codeartifact.init.gradle';
const MARK = '// Written by codeartifact-local login';

/** An init script for `gradle --init-script`: Gradle reads none from a project by itself. */
export const gradle: Configure = ({ endpoint, token, directory }) => ({
  edits: [
    {
      path: INIT_SCRIPT,
      edit(present) {
        if (present !== '' && !present.startsWith(MARK)) throw new MergeError('is not ours');
        return renderInitScript(endpoint, token);
      },
    },
  ],
  hints: [`gradle --init-script ${join(directory, INIT_SCRIPT)} build publish`],
});

function renderInitScript(endpoint: string, token: string): string {
  const text = (value: string): string => `'${value.replaceAll(/[\\']/g, '\\$&')}'`;
  return `${MARK}; the next login replaces it.
def ${NAME} = { repository ->
    repository.name = '${NAME}'
    repository.url = ${text(endpoint)}
    // Gradle before 6 knows no such property.
    if (repository.hasProperty('allowInsecureProtocol')) repository.allowInsecureProtocol = ${endpoint.startsWith('http:')}
    repository.credentials {
        username = 'aws'
        password = ${text(token)}
    }
}
// Where the settings declare the repositories of all projects, ours is one of them.
def isInSettings = false
gradle.settingsEvaluated { settings ->
    if (!settings.hasProperty('dependencyResolutionManagement')) return
    def repositories = settings.dependencyResolutionManagement.repositories
    if (repositories.isEmpty()) return
    isInSettings = true
    repositories.maven { ${NAME}(it) }
}
allprojects { project ->
    if (!isInSettings) project.repositories.maven { ${NAME}(it) }
    project.plugins.withId('maven-publish') {
        project.publishing.repositories.maven { ${NAME}(it) }
    }
}
`;
}
