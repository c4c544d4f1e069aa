import { describeWithClients } from '../../support/clients';
import { renderDistribution } from '../../support/maven-machine';
import { startMavenLab, type MavenLab } from '../../support/maven-lab';
import { renderPom } from '../../support/maven-package';
import { expectSuccess } from '../../support/sandbox';

const PLUGIN = { groupId: 'com.ex', artifactId: 'hello-maven-plugin', version: '1.0' };
const MOJO = `package com.ex;
/** @goal say
 * @requiresProject false */
public class SayMojo extends org.apache.maven.plugin.AbstractMojo {
  public void execute() { getLog().info("hello from the plugin"); }
}`;

const GROUP_DOCUMENT = `<?xml version="1.0" encoding="UTF-8"?>
<metadata>
  <plugins>
    <plugin><name>hello-maven-plugin</name><prefix>hello</prefix><artifactId>hello-maven-plugin</artifactId></plugin>
  </plugins>
</metadata>
`;

/** Scenario M9 of docs/behaviours/formats/maven.md. */
describeWithClients(['mvn'], 'mvn and plugins', (mvn) => {
  let lab: MavenLab;
  beforeAll(async () => {
    lab = await startMavenLab(mvn);
    await lab.reset();
  });
  afterAll(() => lab.close());

  test('MVN-160 MVN-161 MVN-162 a plugin that was deployed is called by its prefix', async () => {
    const { machine, world } = lab;
    const pom = renderPom(
      PLUGIN,
      `<packaging>maven-plugin</packaging>
       <dependencies><dependency><groupId>org.apache.maven</groupId><artifactId>maven-plugin-api</artifactId>
         <version>3.x</version></dependency></dependencies>
       <build><plugins><plugin><groupId>org.apache.maven.plugins</groupId>
         <artifactId>maven-plugin-plugin</artifactId><version>3.7.1</version></plugin></plugins></build>` +
        renderDistribution(world, 'app'),
    );
    const project = await machine.project('plugin', pom, { 'src/main/java/com/ex/SayMojo.java': MOJO });
    expectSuccess(await machine.mvn(project, 'deploy'));
    // Maven 3.8 leaves the group's document out with this deploy plugin; 2.8 and Maven 3.9 send it.
    expect(await world.put('/com/ex/maven-metadata.xml', GROUP_DOCUMENT)).toBe(201);

    await machine.forget('com/ex');
    const groups = '<pluginGroups><pluginGroup>com.ex</pluginGroup></pluginGroups>';
    const empty = await machine.project('empty', undefined);
    const failed = await machine.mvn(empty, 'hello:say');
    expect(failed.output).toContain("No plugin found for prefix 'hello'");
    await machine.configure(groups);
    expect(expectSuccess(await machine.mvn(empty, 'hello:say')).output).toContain('hello from the plugin');
    expect((await machine.mvn(empty, 'bye:say')).output).toContain("No plugin found for prefix 'bye'");
  });
});
