@echo off
rem Starts the secrets command with the Java of JAVA_HOME, else the one on the PATH.
rem A copy of or link to this file under another name, such as sops.cmd, makes the command answer to that name.
setlocal DisableDelayedExpansion

if defined JAVA_HOME goto fromHome
set "java="
for %%j in (java.exe) do set "java=%%~$PATH:j"
if defined java goto found
echo %~n0: Java is missing. Install Java 17 or later, and put it on the PATH or point JAVA_HOME to it. 1>&2
exit /b 1

:fromHome
set "java=%JAVA_HOME%\bin\java.exe"
if exist "%java%" goto found
echo %~n0: JAVA_HOME is "%JAVA_HOME%", and there is no bin\java.exe in it. Point it to a Java of version 17 or later, or unset it. 1>&2
exit /b 1

:found
set "version="
for %%j in ("%java%") do set "release=%%~dpj..\release"
if not exist "%release%" goto run
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%release%"') do set "version=%%~v"
for /f "delims=.-_+ tokens=1" %%m in ("%version%") do if %%m geq 17 goto run
echo %~n0: "%java%" is Java %version%, and 17 or later is needed. Point JAVA_HOME to a newer one. 1>&2
exit /b 1

:run
"%java%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -XX:-UsePerfData -Djdk.console=java.base -Dslf4j.internal.verbosity=ERROR "-Djava.util.logging.config.file=%~dp0..\lib\logging.properties" "-Dsecrets.program=%~n0" -cp "%~dp0..\lib\*;%~dp0..\lib\providers\*" io.secretsbridge.cli.SecretsCommand %*
exit /b %errorlevel%
